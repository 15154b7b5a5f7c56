package lilypad.verifier.executor.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import lilypad.protocol.Bytes;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.cid.TreeDifference;
import lilypad.protocol.cid.UnixFs;
import lilypad.verifier.executor.Execution;
import lilypad.verifier.executor.ExecutionLimits;
import lilypad.verifier.executor.ExecutionOutcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bundled modules make, in real child processes. Each run is one process. */
class BundledModulesIT {

  /** Two, zero, seven, one, three, drawn by hand. */
  private static final String DRAWN =
      """
      ..................................................
      ..####.......###....########......##......#####...
      .##..##.....##..##.........##....###.....##...##..
      ......##...##....##.......##....####..........##..
      ......##...##....##.......##......##.........##...
      .....##....##....##......##.......##.......###....
      ....##.....##....##......##.......##.........##...
      ...##......##....##.....##........##..........##..
      ..##.......##....##.....##........##..........##..
      .##.........##..##.....##.........##.....##...##..
      .########....###.......##.........##......#####...
      ..................................................
      """;

  @TempDir Path work;
  private WasmExecutor executor;

  @BeforeEach
  void makeExecutor() {
    executor = new WasmExecutor(WasmSettings.in(work));
  }

  @Test
  void aPurpleJellyfishInTheSkyIsAlwaysTheSamePicture() throws Exception {
    FileTree output =
        run("jellyfish", Map.of("Prompt", "purple jellyfish in the sky"), Map.of(), false);

    assertThat(text(output, "stdout"))
        .isEqualTo(
            """
            jellyfish: 1, purple, night sky
            seed: 599f4cc565062e8e
            painted: outputs/jellyfish.png, 512 x 512
            """);
    BufferedImage picture = picture(output);
    assertThat(picture.getWidth()).isEqualTo(512);
    assertThat(picture.getHeight()).isEqualTo(512);
    assertThat(colours(picture)).hasSizeGreaterThan(20_000);
    int bell = picture.getRGB(262, 140);
    assertThat(bell & 0xff)
        .as("blue over green in the bell")
        .isGreaterThan((bell >> 8 & 0xff) + 40);
    assertThat(UnixFs.cid(output)).hasToString("QmPDZEQ58i8NKUJrpVhYUHSpey7nGCRhVnixZMz2fNAQWs");
  }

  @Test
  void theWordsOfThePromptChangeThePicture() throws Exception {
    FileTree three =
        run("jellyfish", Map.of("Prompt", "three orange jellyfish in space"), Map.of(), false);

    assertThat(text(three, "stdout")).startsWith("jellyfish: 3, orange, space\n");
    int corner = picture(three).getRGB(2, 2);
    assertThat(corner >> 16 & 0xff).as("space is dark").isLessThan(90);
    assertThat(UnixFs.cid(three)).hasToString("Qmf2fR2d5sfmjQoFqz23Tb3Wy2tJtKSfC38VrtvVvzAqpV");
  }

  @Test
  void theNetworkReadsTheBundledDigitsAndSaysHowWell() throws Exception {
    FileTree output = run("digits", Map.of(), Map.of(), false);

    assertThat(text(output, "stdout")).endsWith("accuracy: 283 of 300, 94.3 %\n");
    assertThat(text(output, "outputs/digits.csv").lines()).hasSize(301);
    assertThat(UnixFs.cid(output)).hasToString("QmSHkDUjZo3EhqtLvEY82Ld2KwYjV2yTHv6PFwX5mftL7v");
  }

  @Test
  void theNetworkReadsAnImageAmongTheInputFiles() throws Exception {
    FileTree output =
        run(
            "digits",
            Map.of("Image", "scan/page.pgm"),
            Map.of("scan/page.pgm", TestModules.text(pgm(DRAWN))),
            false);

    assertThat(text(output, "stdout")).endsWith("\n5 digits: 20713\n");
    assertThat(UnixFs.cid(output)).hasToString("QmPkY4wYa4hqatAuZGyvtZy57tzESu9XAyeQrQKSWriBqu");
  }

  @Test
  void anImageThatIsNotThereIsAResultThatSaysSo() throws Exception {
    FileTree output = run("digits", Map.of("Image", "none.pgm"), Map.of(), false);

    assertThat(text(output, "exitCode")).isEqualTo("1");
    assertThat(text(output, "stderr")).isEqualTo("digits: /inputs/none.pgm cannot be opened\n");
  }

  @Test
  void theClockTellsAnotherTimeInEachRun() throws Exception {
    FileTree first = run("clock", Map.of(), Map.of(), true);
    FileTree second = run("clock", Map.of(), Map.of(), true);

    assertThat(text(first, "stdout"))
        .matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z\n");
    assertThat(TreeDifference.between(first, second))
        .containsInstanceOf(TreeDifference.ByteAt.class)
        .map(TreeDifference::path)
        .contains("stdout");
  }

  private FileTree run(
      String module, Map<String, String> inputs, Map<String, Bytes> files, boolean ambient)
      throws InterruptedException {
    Execution job =
        new Execution(
            TestModules.bundled(module),
            new TreeMap<>(inputs),
            new TreeMap<>(files),
            TestModules.SEED,
            ambient);
    ExecutionOutcome outcome = executor.run(job, ExecutionLimits.DEFAULT);
    assertThat(outcome).isInstanceOf(ExecutionOutcome.Completed.class);
    return ((ExecutionOutcome.Completed) outcome).output();
  }

  private static String text(FileTree output, String path) {
    return new String(TestModules.file(output.files(), path).toArray(), StandardCharsets.UTF_8);
  }

  private static BufferedImage picture(FileTree output) throws IOException {
    return ImageIO.read(
        new ByteArrayInputStream(
            TestModules.file(output.files(), "outputs/jellyfish.png").toArray()));
  }

  private static Set<Integer> colours(BufferedImage picture) {
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        colours.add(picture.getRGB(x, y));
      }
    }
    return colours;
  }

  /** Dark on light. */
  private static String pgm(String drawn) {
    int width = drawn.indexOf('\n');
    return "P2\n# drawn by hand\n%d %d 255\n".formatted(width, drawn.length() / (width + 1))
        + drawn.replace("#", "0 ").replace(".", "255 ");
  }
}
