package lilypad.deploy.bench;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import lilypad.persistence.audit.AuditLog;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.RecordCheck.Report;
import lilypad.persistence.audit.RecordCounts;
import lilypad.persistence.audit.Trust;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.Hash32;
import lilypad.protocol.merkle.InclusionProof;

/** A process that checks records. It does what each line asks for, and answers with a line. */
final class AuditProcess {

  private static final RecordCheck.Options OPTIONS =
      new RecordCheck.Options(Trust.FILE_ONLY, false);
  private static final int BUFFER = 1 << 16;

  private AuditProcess() {}

  /** Takes nothing. */
  public static void main(String[] arguments) throws IOException {
    try (BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("begun");
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        String[] question = line.split(" ", 2);
        System.out.println(answer(question[0], question[1]));
      }
    }
  }

  private static String answer(String question, String argument) throws IOException {
    return switch (question) {
      case "read" -> read(Path.of(argument));
      case "structure" -> {
        long began = System.nanoTime();
        Report report = RecordCheck.structure(Path.of(argument), OPTIONS, at -> {});
        yield (System.nanoTime() - began) + " " + report.leaves() + " " + report.findings();
      }
      case "check" -> {
        long began = System.nanoTime();
        Report report = RecordCheck.check(Path.of(argument), OPTIONS, at -> {});
        yield (System.nanoTime() - began) + " " + found(report);
      }
      case "heap" -> {
        long[] most = {0};
        Report report =
            RecordCheck.check(
                Path.of(argument),
                OPTIONS,
                at -> {
                  if (at % 200_000 == 0) {
                    most[0] = Math.max(most[0], HeapUse.afterCollection());
                  }
                });
        yield most[0] + " " + report.leaves();
      }
      case "prove" -> prove(Path.of(argument));
      default -> throw new BenchFault("expected a question, got " + question);
    };
  }

  /** The least that any check has to do: every byte out of the file and through SHA-256. */
  private static String read(Path file) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    long began = System.nanoTime();
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    try (InputStream in =
        new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        bytes += n;
      }
    }
    byte[] digest = sha256.digest();
    return (System.nanoTime() - began) + " " + bytes + " " + digest.length;
  }

  /** What a check found, in the order of {@link AuditBench#expected}. */
  private static String found(Report report) {
    RecordCounts counts = report.counts();
    return report.leaves()
        + " "
        + counts.deals()
        + " "
        + counts.mediations()
        + " "
        + counts.panels()
        + " "
        + counts.verdicts()
        + " "
        + counts.signatures()
        + " "
        + counts.transactions()
        + " "
        + counts.paidIn()
        + " "
        + counts.paidOut()
        + " "
        + report.findings();
  }

  /** Nanoseconds of a proof out of a journal: the middle one, and that of one in a hundred. */
  private static String prove(Path journal) {
    try (JournalReader reader = JournalReader.open(journal)) {
      AuditLog log = reader.auditLog();
      long size = log.size();
      Hash32 root = log.root(size);
      Random random = new Random(1);
      long[] nanos = new long[2_000];
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < nanos.length; i++) {
          long index = random.nextLong(size);
          long began = System.nanoTime();
          InclusionProof proof = log.inclusion(index, size);
          nanos[i] = System.nanoTime() - began;
          Hash32 leaf = log.read(index, 1).getFirst().hash();
          if (!proof.root(leaf).filter(root::equals).isPresent()) {
            throw new BenchFault("expected a proof of leaf " + index + " in " + root);
          }
        }
      }
      Arrays.sort(nanos);
      return nanos[nanos.length / 2] + " " + nanos[nanos.length * 99 / 100] + " " + size;
    }
  }
}
