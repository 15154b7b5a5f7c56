package lilypad.persistence.embedded;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;

/**
 * A query as a stream: reads page after page from disk at the reader's pace. A live one, come to
 * the end, is woken by the writer after each commit that concerns it; it never polls, and however
 * far it falls behind it holds one page.
 *
 * @param <T> what it emits
 */
public final class CursorSource<T> extends GraphStage<SourceShape<T>> {

  /**
   * An element and its place.
   *
   * @param position its place; strictly rising within a query
   */
  public record Item<T>(long position, T element) {}

  /** Reads from disk. */
  public interface Pages<T> {
    /** The items above {@code position} up to {@code end}, as many as fit a page; empty if none. */
    List<Item<T>> after(long position, long end);
  }

  /**
   * How far a query goes.
   *
   * @param end the last position, asked for when the stream starts
   * @param concerns the commits that may bring a live query more; a query that is not live has none
   */
  public record Extent(LongSupplier end, boolean live, Predicate<Commit> concerns) {

    /** What is there when the stream starts. */
    public static Extent current(LongSupplier end) {
      return new Extent(end, false, commit -> false);
    }

    /** What is there and what comes. */
    public static Extent live(long end, Predicate<Commit> concerns) {
      return new Extent(() -> end, true, concerns);
    }
  }

  private final Commit.Teller writer;
  private final Pages<T> pages;
  private final long after;
  private final Extent extent;
  private final Outlet<T> out = Outlet.create("journal.out");
  private final SourceShape<T> shape = SourceShape.of(out);

  /**
   * A query.
   *
   * @param writer tells of what comes
   * @param after the position before the first
   */
  public CursorSource(Commit.Teller writer, Pages<T> pages, long after, Extent extent) {
    this.writer = writer;
    this.pages = pages;
    this.after = after;
    this.extent = extent;
  }

  @Override
  public SourceShape<T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {

    private final Deque<Item<T>> page = new ArrayDeque<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AsyncCallback<Commit> wake = createAsyncCallback(this::onCommit);
    private final Commit.Listener listener = this::hear;
    private long position = after;
    private long end;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              advance();
            }
          });
    }

    @Override
    public void preStart() {
      end = extent.end().getAsLong();
      if (extent.live()) {
        writer.listen(listener);
      }
    }

    @Override
    public void postStop() {
      writer.unlisten(listener);
    }

    /** On the writer's thread: several commits before the stream gets to run make one call. */
    private void hear(Commit commit) {
      if (extent.concerns().test(commit) && woken.compareAndSet(false, true)) {
        wake.invoke(commit);
      }
    }

    private void onCommit(Commit commit) {
      woken.set(false);
      if (isAvailable(out) && page.isEmpty()) {
        advance();
      }
    }

    private void advance() {
      if (page.isEmpty() && position < end) {
        page.addAll(pages.after(position, end));
      }
      Item<T> next = page.poll();
      if (next != null) {
        position = next.position();
        push(out, next.element());
      }
      boolean ended = position >= end || (next == null && !extent.live());
      if (ended && page.isEmpty()) {
        complete(out);
      }
    }
  }
}
