package lilypad.deploy.config;

/** A configuration file cannot be used; what is wrong with it and how a person mends it. */
public final class ConfigurationRefused extends RuntimeException {

  private final String what;
  private final String remedy;

  /**
   * @param what what is wrong, one sentence without a full stop
   * @param remedy what to do about it, one sentence without a full stop
   */
  public ConfigurationRefused(String what, String remedy) {
    super(what + ". " + remedy + ".");
    this.what = what;
    this.remedy = remedy;
  }

  /** What is wrong. */
  public String what() {
    return what;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
