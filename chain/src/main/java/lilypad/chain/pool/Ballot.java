package lilypad.chain.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import lilypad.chain.rpc.NoAgreement;

/**
 * The answers of several endpoints to one question, counted.
 *
 * @param <M> who answers
 * @param <T> what
 */
final class Ballot<M, T> {

  /**
   * One answer.
   *
   * @param vote what must be equal in equal answers; empty if the answer says nothing either way
   */
  private record Cast<M, T>(M by, T answer, Optional<Object> vote) {}

  /**
   * What was decided.
   *
   * @param answer the answer of the first who gave it
   * @param against those who gave another one
   */
  record Decision<M, T>(T answer, Map<M, T> against) {}

  private final String question;
  private final int needed;
  private final List<Cast<M, T>> casts = new ArrayList<>();

  /**
   * @param question in words
   * @param needed how many equal answers it takes
   */
  Ballot(String question, int needed) {
    this.question = question;
    this.needed = needed;
  }

  void cast(M by, T answer, Optional<Object> vote) {
    casts.add(new Cast<>(by, answer, vote));
  }

  /** Whether all answers so far are one, and enough. */
  boolean isUnanimous() {
    return casts.size() >= needed
        && casts.stream().allMatch(cast -> cast.vote().isPresent())
        && casts.stream().map(Cast::vote).distinct().count() == 1;
  }

  /**
   * The one answer that enough gave and more than gave any other; where enough answer and nobody
   * says anything either way, that.
   *
   * @throws NoAgreement if there is none
   */
  Decision<M, T> decide() {
    Map<Object, List<Cast<M, T>>> votes = new LinkedHashMap<>();
    for (Cast<M, T> cast : casts) {
      cast.vote().ifPresent(vote -> votes.computeIfAbsent(vote, v -> new ArrayList<>()).add(cast));
    }
    if (votes.isEmpty() && casts.size() >= needed) {
      return new Decision<>(casts.getFirst().answer(), Map.of());
    }
    List<List<Cast<M, T>>> enough =
        votes.values().stream().filter(same -> same.size() >= needed).toList();
    int most = votes.values().stream().mapToInt(List::size).max().orElse(0);
    if (enough.size() != 1) {
      throw new NoAgreement(question, needed, most, shown(votes));
    }
    Map<M, T> against = new LinkedHashMap<>();
    for (List<Cast<M, T>> same : votes.values()) {
      if (!same.equals(enough.getFirst())) {
        same.forEach(cast -> against.put(cast.by(), cast.answer()));
      }
    }
    return new Decision<>(enough.getFirst().getFirst().answer(), against);
  }

  private String shown(Map<Object, List<Cast<M, T>>> votes) {
    String text =
        votes.entrySet().stream()
            .map(entry -> entry.getValue().size() + " of " + entry.getKey())
            .collect(Collectors.joining(", "));
    String none = casts.isEmpty() ? "none answers" : casts.size() + " that know of nothing";
    return text.isEmpty() ? none : text;
  }
}
