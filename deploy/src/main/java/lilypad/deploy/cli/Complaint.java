package lilypad.deploy.cli;

import com.typesafe.config.ConfigException;
import lilypad.chain.rpc.RpcFault;
import lilypad.chain.rpc.StartupRefused;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.persistence.embedded.JournalFault;
import lilypad.protocol.journal.UnknownManifest;
import lilypad.verifier.key.KeyRefused;

/**
 * What a person is told when a command cannot go on: two lines, never a stack trace.
 *
 * @param cause what is wrong, in one line
 * @param remedy what to do about it, in one line
 * @param exit how the process ends
 */
record Complaint(String cause, String remedy, ExitCode exit) {

  private static final String KEYS =
      "docs/operations.md and the modules' reference.conf list the keys";

  /** Finds the words for a fault. */
  static Complaint of(Throwable fault) {
    return switch (fault) {
      case StartupRefused refused ->
          new Complaint(refused.what(), refused.remedy(), ExitCode.REFUSED);
      case KeyRefused refused -> new Complaint(refused.what(), refused.remedy(), ExitCode.REFUSED);
      case ConfigurationRefused refused ->
          new Complaint(refused.what(), refused.remedy(), ExitCode.USAGE);
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
      case JournalFault unreadable ->
          new Complaint(
              "The journal cannot be used: " + oneLine(unreadable),
              "See that this user can read the folder; if it is damaged, restore it from a copy",
              ExitCode.REFUSED);
      case UnknownManifest newer ->
          new Complaint(
              "The journal is of a newer version: " + oneLine(newer),
              "Read it with the version that wrote it, or a newer one",
              ExitCode.REFUSED);
      default ->
          new Complaint(
              "Internal fault: " + fault.getClass().getSimpleName() + ": " + oneLine(fault),
              "Run it again with --verbose, which keeps the trace in a file, and report that file",
              ExitCode.INTERNAL);
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
