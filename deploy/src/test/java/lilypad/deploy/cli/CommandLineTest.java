package lilypad.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import lilypad.protocol.CannotGoOn;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandLineTest {

  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        LilypadCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exit = line.execute(arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  @Test
  void helpNamesEveryCommandAndExitCode() {
    Ran ran = run("--help");

    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("version");
    for (ExitCode code : ExitCode.values()) {
      assertThat(ran.out()).containsPattern("(?m)^  " + code.number() + " ");
    }
  }

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(run("version").out()).matches("lilypad \\d+\\.\\d+\\.\\d+ \\(JDK \\d+.*\\)\\R");
  }

  @Test
  void anUnknownCommandIsAUsageError() {
    Ran ran = run("demmo");

    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ran.err()).contains("demmo").contains("lilypad demo").doesNotContain("\tat ");
  }

  @Test
  void anUnknownServiceOfInitIsAUsageErrorThatNamesTheKnownOnes() {
    Ran ran = run("init", "meditator");

    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ran.err()).contains("meditator").contains("mediator, verifier");
  }

  @Test
  void aJournalAndAMediatorAtTheSameTimeAreAUsageError() {
    for (String command : List.of("deals", "deal")) {
      for (String mediator : List.of("--api=http://127.0.0.1:1", "--config=mediator.conf")) {
        String[] line =
            command.equals("deal")
                ? new String[] {command, "Qm", "--journal=nowhere", mediator}
                : new String[] {command, "--journal=nowhere", mediator};
        Ran ran = run(line);

        assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
            .contains("give it without --api and --config")
            .contains("Usage: lilypad " + command + " ")
            .doesNotContain("no journal in");
      }
    }
  }

  @Test
  void aMediatorsUrlThatIsRefusedIsNotRepeated() {
    Ran ran = run("health", "--api", "http://user:SECRET@127.0.0.1:9441");

    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ran.err())
        .contains("--api")
        .contains("host and port alone")
        .doesNotContain("SECRET");
  }

  @Test
  void whatIsToBeProvedIsTakenAsANumber() {
    for (String what : List.of("--leaf=3", "--first=2")) {
      Ran ran = run("audit", "prove", what, "--size=5", "nowhere");

      assertThat(ran.err()).contains("nowhere").doesNotContain("TypeConverter");
      assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
    }
  }

  @Test
  void benchWithoutANameListsWhatCanBeMeasured() {
    Ran ran = run("bench");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).containsPattern("(?m)^intake +\\S+");
  }

  @Test
  void anUnknownBenchmarkIsAUsageErrorThatNamesTheKnownOnes() {
    Ran ran = run("bench", "intakes");

    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ran.err()).contains("intakes; there are audit, intake");
  }

  @Test
  void whatChaosCannotBeToldIsAUsageErrorThatRepeatsNoSecret() {
    Ran target = run("chaos", "--target", "ftp://user:SECRET@host");
    assertThat(target.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(target.err()).contains("expected a url of http or https");

    Ran profile = run("chaos", "--target", "http://127.0.0.1:1", "--profile", "wild");
    assertThat(profile.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(profile.err()).contains("Unknown profile wild; there are hostile, mild");

    Ran script = run("chaos", "--target", "http://127.0.0.1:1", "--script", "/no/such/file");
    assertThat(script.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(script.err()).contains("no readable script");
  }

  @Test
  void noCommandIsAUsageError() {
    assertThat(run().exit()).isEqualTo(ExitCode.USAGE.number());
  }

  @Test
  void aRefusedStartIsToldInTwoLines() {
    Complaint complaint = Complaint.of(new CannotGoOn("No node answers", "Start one"));

    assertThat(complaint.text().lines()).containsExactly("lilypad: No node answers.", "Start one.");
    assertThat(complaint.exit()).isEqualTo(ExitCode.REFUSED);
  }

  @Test
  void aFaultOfOursIsToldWithoutItsTrace() {
    Complaint complaint = Complaint.of(new IllegalStateException("two\n lines"));

    assertThat(complaint.text()).contains("IllegalStateException: two lines").hasLineCount(2);
    assertThat(complaint.exit()).isEqualTo(ExitCode.INTERNAL);
  }
}
