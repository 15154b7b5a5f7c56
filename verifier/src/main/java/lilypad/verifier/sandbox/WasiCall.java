package lilypad.verifier.sandbox;

/** One function of {@code wasi_snapshot_preview1}. */
@FunctionalInterface
interface WasiCall {

  /**
   * Runs with the guest's arguments as the engine passes them: an i32 in the low half of its long.
   * Returning is {@link Errno#SUCCESS}.
   *
   * @throws WasiError for every other answer
   */
  void apply(GuestMemory memory, long[] arguments);
}
