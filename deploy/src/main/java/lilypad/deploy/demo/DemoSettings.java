package lilypad.deploy.demo;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import lilypad.deploy.devnet.DevnetSettings;

/**
 * How the demo waits; read from {@code lilypad.demo}, documented in {@code reference.conf}.
 *
 * @param devnet how each of its markets is laid out
 * @param patience how long one step may take
 */
record DemoSettings(DevnetSettings devnet, Duration patience) {

  static DemoSettings load() {
    Config root = ConfigFactory.load();
    Config demo = root.getConfig("lilypad.demo");
    return new DemoSettings(DevnetSettings.from(root), demo.getDuration("patience"));
  }
}
