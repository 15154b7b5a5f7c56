package lilypad.verifier.sandbox;

/**
 * A call of the guest that fails with an error number: an ordinary answer, so it carries no stack
 * trace.
 */
final class WasiError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Errno errno;

  WasiError(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
