package lilypad.deploy.cli;

import com.typesafe.config.ConfigException;
import lilypad.chain.rpc.RpcFault;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.persistence.audit.ExportFault;
import lilypad.persistence.cassandra.CassandraFault;
import lilypad.persistence.embedded.JournalFault;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.journal.UnknownManifest;

/**
 * What a person is told when a command cannot go on: two lines, never a stack trace.
 *
 * @param cause what is wrong, in one line
 * @param remedy what to do about it, in one line
 * @param exit how the process ends
 */
record Complaint(String cause, String remedy, ExitCode exit) {

  private static final String KEYS =
      "the configuration's reference lists the keys (conf/ of the distribution, reference.conf in a"
          + " checkout)";

  /** Finds the words for a fault. */
  static Complaint of(Throwable fault) {
    return switch (fault) {
      case ConfigurationRefused refused ->
          new Complaint(refused.what(), refused.remedy(), ExitCode.USAGE);
      case CannotGoOn other -> new Complaint(other.what(), other.remedy(), ExitCode.REFUSED);
      case ConfigException wrong ->
          new Complaint(
              "The configuration is wrong: " + oneLine(wrong),
              "Correct that key; " + KEYS,
              ExitCode.USAGE);
      case RpcFault unanswered ->
          new Complaint(
              "The chain's node gave no usable answer: " + oneLine(unanswered),
              "Check that the node runs and that lilypad.mediator.chain.rpc names it, then start"
                  + " again",
              ExitCode.REFUSED);
      case JournalFault unusable ->
          new Complaint(
              "The journal cannot be used: " + oneLine(unusable),
              remedy(unusable),
              ExitCode.REFUSED);
      case CassandraFault unusable ->
          new Complaint(
              "The journal cannot be used: " + oneLine(unusable),
              remedy(unusable),
              ExitCode.REFUSED);
      case ExportFault unusable ->
          new Complaint(oneLine(unusable), remedy(unusable), ExitCode.REFUSED);
      case UnknownManifest newer ->
          new Complaint(
              "The journal is of a newer version: " + oneLine(newer),
              "Read it with the version that wrote it, or a newer one",
              ExitCode.REFUSED);
      case OutOfMemoryError small ->
          new Complaint(
              "There is not enough memory: " + oneLine(small),
              "Free memory, or give the Java machine more with JAVA_TOOL_OPTIONS=-Xmx...",
              ExitCode.REFUSED);
      default ->
          new Complaint(
              "Internal fault: " + fault.getClass().getSimpleName() + ": " + oneLine(fault),
              "Run it again with --verbose, which keeps the trace in a file, and report that file",
              ExitCode.INTERNAL);
    };
  }

  private static String remedy(ExportFault fault) {
    return switch (fault) {
      case ExportFault.Unusable file -> "See that it is there and that this user can use it";
      case ExportFault.Malformed file -> "Get the file again, whole";
      case ExportFault.UnknownFormat newer -> "Read it with a newer version";
      case ExportFault.NothingToExport nothing ->
          "See that it is the right folder, and that its mediator has run with this version";
    };
  }

  private static String remedy(CassandraFault fault) {
    return switch (fault) {
      case CassandraFault.NoSchema missing ->
          "Make the keyspace and run schema.cql in it, as docs/operations.md says";
      case CassandraFault.WrongSchema other ->
          "Name another keyspace with lilypad.cassandra.keyspace, or use the version that made this one";
      case CassandraFault.TakenOver taken -> "See that only one mediator uses the keyspace";
      case CassandraFault.TwoWriters two ->
          "See that only one mediator uses the keyspace, then restore it from a backup made before the second";
      case CassandraFault.EventMissing missing -> "Restore the keyspace from its backup";
      case CassandraFault.Unanswered silent ->
          "Check that Cassandra runs and that lilypad.cassandra names it, then start again";
    };
  }

  private static String remedy(JournalFault fault) {
    return switch (fault) {
      case JournalFault.FolderInUse inUse ->
          "Stop that process first, or read the journal with ./lilypad deals --journal, which does"
              + " not disturb it";
      case JournalFault.FolderNotEmpty taken ->
          "Name a folder that is not there yet, or an empty one";
      case JournalFault.CopyDiffers differs ->
          "Check the original with ./lilypad journal check, then copy it again";
      case JournalFault.FolderUnusable unusable ->
          "See that the folder is there and that this user can read and write it";
      case JournalFault.Damaged damaged -> "Restore the folder from its backup";
      case JournalFault.UnknownLayout newer ->
          "Use the version that wrote it; the folder was not changed";
      case JournalFault.DiskFull full -> "Free some room on that disk, then start again";
      case JournalFault.Stopped stopped ->
          "Mend the disk (space, permissions), then start again: nothing acknowledged is lost";
      case JournalFault.Closed closed -> "Start again";
      case JournalFault.ReadFailed unread -> "Check the disk, then start again";
      case JournalFault.SequenceConflict conflict ->
          "See that no other process writes there, then start again";
    };
  }

  /** The two lines. */
  String text() {
    return "lilypad: " + sentence(cause) + System.lineSeparator() + sentence(remedy);
  }

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }

  private static String oneLine(Throwable fault) {
    String message = fault.getMessage();
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
