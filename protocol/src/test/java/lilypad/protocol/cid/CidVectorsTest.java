package lilypad.protocol.cid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors were made with the JavaScript importer of IPFS, not with this code. */
class CidVectorsTest {

  private static final Map<String, JsonNode> VECTORS = read();

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void aTreeHasTheCidAndBlocksThatKuboGivesIt(String name, JsonNode vector) throws IOException {
    Map<Cid, Bytes> blocks = new LinkedHashMap<>();
    boolean keep = vector.has("blocks");
    Cid root =
        UnixFs.add(
            entry(vector),
            block -> {
              if (keep) {
                blocks.putIfAbsent(block.cid(), block.bytes());
              }
            });
    assertThat(root).hasToString(vector.required("cid").asText());
    if (keep) {
      checkBlocks(vector.required("blocks"), blocks);
    }
  }

  /** Base58 by its definition, beside ours. */
  @Test
  void aContentIdIsItsMultihashInBase58AndReadsBack() {
    String alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    Random random = new Random(1);
    byte[] digest = new byte[32];
    for (int round = 0; round < 1_000; round++) {
      BigInteger left = new BigInteger(1, new Cid(Hash32.of(digest)).multihash().toArray());
      StringBuilder text = new StringBuilder();
      while (left.signum() > 0) {
        BigInteger[] parts = left.divideAndRemainder(BigInteger.valueOf(58));
        text.insert(0, alphabet.charAt(parts[1].intValue()));
        left = parts[0];
      }
      assertThat(new Cid(Hash32.of(digest))).hasToString(text.toString());
      assertThat(Cid.parse(text.toString()).digest()).isEqualTo(Hash32.of(digest));
      if (round == 0) {
        Arrays.fill(digest, (byte) 0xff);
      } else {
        random.nextBytes(digest);
      }
    }
  }

  @Test
  void allVectorsArePresent() {
    assertThat(VECTORS).hasSize(27);
    assertThat(VECTORS.values().stream().filter(v -> v.has("blocks"))).hasSizeGreaterThan(2);
  }

  private static void checkBlocks(JsonNode expected, Map<Cid, Bytes> blocks) {
    List<String> order = new ArrayList<>();
    for (JsonNode node : expected) {
      Cid cid = Cid.parse(node.required("cid").asText());
      order.add(cid.toString());
      Bytes bytes = Objects.requireNonNull(blocks.get(cid), node.toString());
      assertThat(bytes.size()).isEqualTo(node.required("size").asInt());
      if (!node.required("hex").isNull()) {
        assertThat(bytes.digits()).isEqualTo(node.required("hex").asText());
      }
      List<DagNode.Link> links = new ArrayList<>();
      for (JsonNode link : node.required("links")) {
        links.add(
            new DagNode.Link(
                Cid.parse(link.required("cid").asText()),
                link.required("name").asText(),
                link.required("tsize").asLong()));
      }
      assertThat(DagNode.read(cid, bytes).links()).isEqualTo(links);
    }
    assertThat(blocks.keySet()).extracting(Cid::toString).containsExactlyElementsOf(order);
  }

  static Stream<Arguments> vectors() {
    return VECTORS.entrySet().stream().map(v -> Arguments.of(v.getKey(), v.getValue()));
  }

  private static TreeEntry entry(JsonNode vector) {
    JsonNode tree = vector.required("tree");
    if (tree.has("")) {
      return new TreeEntry.File(() -> content(tree.required("")));
    }
    Map<String, TreeEntry> files = new HashMap<>();
    tree.properties()
        .forEach(
            field ->
                files.put(
                    field.getKey(),
                    field.getValue().has("dir")
                        ? new TreeEntry.Directory(Map.of())
                        : new TreeEntry.File(() -> content(field.getValue()))));
    for (JsonNode many : vector.path("many")) {
      for (int i = 0; i < many.required("count").asInt(); i++) {
        String digits = "0".repeat(many.required("digits").asInt()) + i;
        String name =
            many.required("prefix").asText()
                + digits.substring(digits.length() - many.required("digits").asInt())
                + many.required("suffix").asText();
        String text =
            many.required("textPrefix").asText() + i + many.required("textSuffix").asText();
        files.put(name, TreeEntry.file(Bytes.of(text.getBytes(StandardCharsets.UTF_8))));
      }
    }
    return nested(files);
  }

  private static TreeEntry.Directory nested(Map<String, TreeEntry> paths) {
    Map<String, TreeEntry> entries = new HashMap<>();
    Map<String, Map<String, TreeEntry>> below = new HashMap<>();
    paths.forEach(
        (path, entry) -> {
          int slash = path.indexOf('/');
          if (slash < 0) {
            entries.put(path, entry);
          } else {
            below
                .computeIfAbsent(path.substring(0, slash), name -> new HashMap<>())
                .put(path.substring(slash + 1), entry);
          }
        });
    below.forEach((name, inside) -> entries.put(name, nested(inside)));
    return new TreeEntry.Directory(entries);
  }

  private static InputStream content(JsonNode content) {
    String kind = content.fieldNames().next();
    JsonNode value = content.required(kind);
    return switch (kind) {
      case "text" -> new ByteArrayInputStream(value.asText().getBytes(StandardCharsets.UTF_8));
      case "hex" -> new ByteArrayInputStream(Bytes.fromHex(value.asText()).toArray());
      case "repeat" -> {
        int octet = value.required("byte").asInt();
        yield new Generated(value.required("count").asLong(), i -> octet);
      }
      case "pattern" -> {
        long seed = value.required("seed").asLong();
        boolean ruleB = value.required("rule").asText().equals("B");
        yield new Generated(
            value.required("count").asLong(),
            i -> (int) (seed + i * 31 + (i >> 8) * 17 + (ruleB ? i >> 18 : 0)));
      }
      case "concat" -> {
        List<InputStream> parts = new ArrayList<>();
        value.forEach(part -> parts.add(content(part)));
        yield new SequenceInputStream(Collections.enumeration(parts));
      }
      default -> throw new AssertionError("content " + content);
    };
  }

  private static Map<String, JsonNode> read() {
    try (InputStream file =
        Objects.requireNonNull(
            CidVectorsTest.class.getResourceAsStream("/lilypad/cid-vectors.json"))) {
      Map<String, JsonNode> vectors = new LinkedHashMap<>();
      new ObjectMapper()
          .readTree(file)
          .required("vectors")
          .forEach(vector -> vectors.put(vector.required("name").asText(), vector));
      return vectors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes made as they are read, so that no large file is ever whole in memory. */
  private static final class Generated extends InputStream {

    private final long count;
    private final LongToIntFunction octet;
    private long next;

    Generated(long count, LongToIntFunction octet) {
      this.count = count;
      this.octet = octet;
    }

    @Override
    public int read() {
      return next == count ? -1 : octet.applyAsInt(next++) & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      if (length > 0 && next == count) {
        return -1;
      }
      int n = (int) Math.min(length, count - next);
      for (int i = 0; i < n; i++) {
        target[from + i] = (byte) octet.applyAsInt(next++);
      }
      return n;
    }
  }
}
