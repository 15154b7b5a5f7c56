package lilypad.protocol.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.UnixFs;
import lilypad.protocol.job.JobOffer.InputFiles;
import lilypad.protocol.rules.Profile;
import org.junit.jupiter.api.Test;

class InputFilesTest {

  private static final Cid MODULE = cid("module");
  private static final Cid ONE = cid("one");
  private static final Cid TWO = cid("two");

  @Test
  void filesAreNamedByPathAndContent() {
    TreeMap<String, Cid> files = new TreeMap<>(Map.of("scan/page.pgm", ONE, "a=b.txt", TWO));
    InputFiles named = InputFiles.of(files);

    assertThat(named.required()).containsExactly("a=b.txt=" + TWO, "scan/page.pgm=" + ONE);
    assertThat(named.byPath()).isEqualTo(files);
    assertThat(JobToRun.of(offer(named), Optional.empty()))
        .isEqualTo(new JobToRun(MODULE, Profile.UNKNOWN, Optional.empty(), new TreeMap<>(), files));
  }

  @Test
  void aRequiredFileWithoutContentIdIsRefusedByName() {
    for (String entry : List.of("page.pgm", "page.pgm=", "page.pgm=Qmnothing", "=", "")) {
      assertThatThrownBy(() -> new InputFiles(List.of(entry), List.of()).byPath())
          .isInstanceOf(MalformedJob.class)
          .hasMessage("$.inputFiles.required: expected PATH=CID, got " + entry);
    }
  }

  @Test
  void anOptionalFileCountsIfItHasAContentId() {
    assertThat(new InputFiles(List.of(), List.of("mask.pgm", "page.pgm=" + ONE)).byPath())
        .containsExactly(Map.entry("page.pgm", ONE));
  }

  @Test
  void noPathLeadsOutOfTheFolder() {
    for (String path : List.of("", "/etc/passwd", "../page", "a/../b", "a//b", "./a", "a/")) {
      assertThatThrownBy(() -> new InputFiles(List.of(path + "=" + ONE), List.of()).byPath())
          .as(path)
          .isInstanceOf(MalformedJob.class)
          .hasMessageContaining("expected a plain path");
    }
  }

  @Test
  void twoFilesDoNotShareAPlace() {
    for (List<String> paths :
        List.of(List.of("a", "a"), List.of("a", "a/b"), List.of("a/b", "a"))) {
      assertThatThrownBy(
              () ->
                  new InputFiles(
                          List.of(paths.get(0) + "=" + ONE), List.of(paths.get(1) + "=" + TWO))
                      .byPath())
          .as("%s", paths)
          .hasMessageContaining("expected paths apart");
    }
    assertThat(InputFiles.of(new TreeMap<>(Map.of("a", ONE, "ab", TWO))).byPath()).hasSize(2);
  }

  @Test
  void anotherContentUnderTheSamePathIsAnotherOfferAndAnotherSeed() {
    InputFiles one = InputFiles.of(new TreeMap<>(Map.of("page.pgm", ONE)));
    InputFiles two = InputFiles.of(new TreeMap<>(Map.of("page.pgm", TWO)));

    assertThat(DealIds.jobOffer(offer(one))).isNotEqualTo(DealIds.jobOffer(offer(two)));
    assertThat(JobToRun.of(offer(one), Optional.empty()).seed())
        .isNotEqualTo(JobToRun.of(offer(two), Optional.empty()).seed());
  }

  private static JobOffer offer(InputFiles files) {
    Address someone = Address.fromHex("11".repeat(20));
    return new JobOffer(
        "",
        1,
        2,
        someone,
        new ModuleRef("digits", "", MODULE.toString(), "/lilypad_module.json"),
        new MachineSpec(0, List.of(), 1000, 64, 0),
        Map.of(),
        files,
        0,
        "FixedPrice",
        OfferPricing.of(1, 1, 1, 1),
        new TrustedParties(Optional.of(someone), List.of(), ""),
        Optional.empty());
  }

  private static Cid cid(String content) {
    return UnixFs.bareNode(Bytes.of(content.getBytes(StandardCharsets.UTF_8))).cid();
  }
}
