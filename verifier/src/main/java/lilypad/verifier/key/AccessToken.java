package lilypad.verifier.key;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import lilypad.protocol.CannotGoOn;

/**
 * What somebody has to show who wants a service to do something: whoever can read the file in its
 * data folder, which only its owner can.
 */
public final class AccessToken {

  private static final String FILE = "operator-token";
  private static final int BYTES = 32;

  private final String text;

  private AccessToken(String text) {
    this.text = text;
  }

  /**
   * The token of a data folder; it is made if there is none.
   *
   * @throws CannotGoOn if others than its owner can use the file
   * @throws IOException if it cannot be read or written
   */
  public static AccessToken open(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      byte[] random = new byte[BYTES];
      new SecureRandom().nextBytes(random);
      Path writing = folder.resolve(FILE + ".writing");
      Files.deleteIfExists(writing);
      OwnerOnly.create(writing, HexFormat.of().formatHex(random) + "\n");
      Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
      OwnerOnly.flush(folder);
    }
    return new AccessToken(OwnerOnly.read(file).strip());
  }

  /**
   * The token of a data folder, as somebody who wants something done needs it.
   *
   * @throws CannotGoOn if it cannot be read
   */
  public static AccessToken read(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      return new AccessToken(OwnerOnly.read(file).strip());
    } catch (IOException e) {
      throw new CannotGoOn(
          "The token of the mediator cannot be read from " + file + ": " + OwnerOnly.reason(e),
          "Run this as the mediator's user, where its data folder is",
          e);
    }
  }

  /** Whether this is it; takes as long whatever is shown. */
  public boolean matches(String shown) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  /** The header by which it is shown. */
  public String header() {
    return "Bearer " + text;
  }

  /** Not the token. */
  @Override
  public String toString() {
    return "an operator's token";
  }
}
