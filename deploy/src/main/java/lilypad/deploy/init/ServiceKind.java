package lilypad.deploy.init;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be set up. */
public enum ServiceKind {
  MEDIATOR,
  VERIFIER;

  /** Its name, which is also that of the command that runs it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name. */
  public static Optional<ServiceKind> of(String text) {
    return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
  }

  /** All names. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(ServiceKind::text).toList();
  }
}
