package lilypad.chain.doorbell;

import java.util.Optional;

/**
 * Says when to ask the chain. It rings once, and again only after {@link #answer}: a storm of heads
 * is one ring.
 */
public interface Doorbell extends AutoCloseable {

  /** Begins to ring. */
  void open();

  /** The newest head announced since the last call; from now on it may ring again. */
  Optional<AnnouncedHead> answer();

  /** Whether a new head would ring now. It rings when this changes. */
  boolean listening();

  @Override
  void close();

  /** Never rings: who has it asks at its own pace. */
  static Doorbell none() {
    return new Doorbell() {
      @Override
      public void open() {
        // It has nothing to listen to.
      }

      @Override
      public Optional<AnnouncedHead> answer() {
        return Optional.empty();
      }

      @Override
      public boolean listening() {
        return false;
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }
}
