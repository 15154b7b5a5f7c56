package lilypad.deploy.config;

import lilypad.protocol.CannotGoOn;

/** What a person typed or wrote into a file cannot be used. */
public final class ConfigurationRefused extends CannotGoOn {

  private static final long serialVersionUID = 1L;

  /**
   * @param what what is wrong, one sentence without a full stop
   * @param remedy what to do about it, one sentence without a full stop
   */
  public ConfigurationRefused(String what, String remedy) {
    super(what, remedy);
  }
}
