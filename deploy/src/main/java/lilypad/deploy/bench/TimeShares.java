package lilypad.deploy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where this process spends its time, by the JVM's own samples: each hundredth of a second some of
 * the threads that run Java code, and some of those in native code that do not wait. A sample
 * belongs to the first room that its frames come to from the top, so a signature that gRPC's thread
 * checks is a signature's. The collector's and the compiler's threads are not sampled.
 */
final class TimeShares {

  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final String JAVA = "jdk.ExecutionSample";
  private static final String NATIVE = "jdk.NativeMethodSample";

  /** Native calls in which a thread waits for others. */
  private static final Set<String> WAITS =
      Set.of(
          "wait",
          "wait0",
          "epollWait",
          "epollWait0",
          "accept",
          "accept0",
          "poll",
          "poll0",
          "readBytes");

  /** What time is spent on. */
  enum Room {
    SIGNATURES("signatures", "lilypad.protocol.sign.", "fr.acinq."),
    GRPC("gRPC", "io.grpc.", "lilypad.protocol.wire.node."),
    JOURNAL(
        "journal",
        "org.rocksdb.",
        "lilypad.persistence.",
        "lilypad.protocol.journal.",
        "lilypad.protocol.wire.",
        "org.apache.pekko.persistence."),
    CHAIN(
        "chain and solver over HTTP",
        "lilypad.chain.",
        "lilypad.mediator.solver.",
        "jdk.internal.net.http.",
        "com.fasterxml.",
        "lilypad.mediator.deal.AgreementReader",
        "lilypad.verifier.artifact."),
    RULES("rules and states", "lilypad.protocol.", "org.web3j.", "org.bouncycastle."),
    BOARDS("read model", "lilypad.mediator.query."),
    REST("the rest");

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> frames;

    Room(String text, String... frames) {
      this.text = text;
      this.frames = List.of(frames);
    }

    /** In words. */
    String text() {
      return text;
    }

    private boolean holds(String frame) {
      return frames.stream().anyMatch(frame::startsWith);
    }
  }

  private final Recording recording = new Recording();

  private TimeShares() {
    recording.enable(JAVA).withPeriod(PERIOD);
    recording.enable(NATIVE).withPeriod(PERIOD);
  }

  /** Begins to sample. */
  static TimeShares begin() {
    TimeShares shares = new TimeShares();
    shares.recording.start();
    return shares;
  }

  /** Ends, and tells the number of samples in each room, in their order. */
  String end() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("lilypad-samples-", ".jfr");
    try {
      recording.dump(file);
      Map<Room, Long> counts = new EnumMap<>(Room.class);
      try (RecordingFile samples = new RecordingFile(file)) {
        while (samples.hasMoreEvents()) {
          RecordedEvent event = samples.readEvent();
          if (isSample(event)) {
            room(event).ifPresent(room -> counts.merge(room, 1L, Long::sum));
          }
        }
      }
      return Stream.of(Room.values())
          .map(room -> counts.getOrDefault(room, 0L).toString())
          .collect(Collectors.joining(" "));
    } finally {
      recording.close();
      Files.delete(file);
    }
  }

  /** Somebody else may record other things at the same time. */
  private static boolean isSample(RecordedEvent event) {
    String name = event.getEventType().getName();
    return (name.equals(JAVA) || name.equals(NATIVE))
        && event.getStackTrace() != null
        && !event.getStackTrace().getFrames().isEmpty();
  }

  private static Optional<Room> room(RecordedEvent event) {
    List<RecordedFrame> frames = event.getStackTrace().getFrames();
    boolean waits =
        event.getEventType().getName().equals(NATIVE)
            && WAITS.contains(frames.getFirst().getMethod().getName());
    return waits ? Optional.empty() : Optional.of(room(frames));
  }

  private static Room room(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      RecordedMethod method = frame.getMethod();
      String name = method.getType().getName() + "." + method.getName();
      for (Room room : Room.values()) {
        if (room.holds(name)) {
          return room;
        }
      }
    }
    return Room.REST;
  }
}
