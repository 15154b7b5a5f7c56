package lilypad.persistence.audit;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** An exported file that cannot be written or read; says what was expected and what was found. */
public abstract sealed class ExportFault extends RuntimeException {

  private ExportFault(String message) {
    super(message);
  }

  private ExportFault(String message, Throwable cause) {
    super(message, cause);
  }

  /** It is not there, or the disk does not give or take it. */
  public static final class Unusable extends ExportFault {
    Unusable(Path file, Throwable cause) {
      super(file + " cannot be used: " + why(cause), cause);
    }

    private static String why(Throwable cause) {
      return switch (cause) {
        case NoSuchFileException e -> "there is no such file or folder";
        case AccessDeniedException e -> "this user may not";
        default -> String.valueOf(cause.getMessage());
      };
    }
  }

  /** It is no exported audit log, or was cut off or damaged. */
  public static final class Malformed extends ExportFault {
    Malformed(Path file, long record, String expected, String actual) {
      super(file + ", record " + record + ": expected " + expected + ", found " + actual);
    }
  }

  /** A newer build wrote it. */
  public static final class UnknownFormat extends ExportFault {
    UnknownFormat(Path file, int known, int found) {
      super(
          file
              + ": expected format "
              + known
              + " or older, found "
              + found
              + "; it was written by a newer version: use that one");
    }
  }

  /** There is nothing to export. */
  public static final class NothingToExport extends ExportFault {
    NothingToExport(String message) {
      super(message);
    }
  }
}
