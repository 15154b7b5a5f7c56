package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import lilypad.deploy.config.ConfigurationFile;
import lilypad.deploy.config.ConfigurationRefused;
import lilypad.protocol.DealId;

/**
 * Which deal a person means: by its id, by the id as it is shown, by its key, or by a beginning of
 * one of them that no other deal has.
 *
 * @param key 64 hex digits
 * @param id as the chain has it: hostile text
 */
record DealChoice(String key, String id) {

  private static final int NAMED = 5;
  private static final int COMPARED = 64;

  /**
   * Finds the deal.
   *
   * @throws ConfigurationRefused if there is none or more than one, with near ones
   */
  static DealChoice of(JsonNode deals, String wanted) {
    List<DealChoice> all = new ArrayList<>();
    deals.forEach(
        deal -> all.add(new DealChoice(deal.path("key").asText(), deal.path("dealId").asText())));
    // A stranger chooses a deal's id, also one that looks like another deal's key.
    return all.stream()
        .filter(deal -> deal.key().equals(wanted))
        .findFirst()
        .or(() -> unique(all, deal -> deal.names().contains(wanted), wanted))
        .or(() -> unique(all, deal -> deal.begins(wanted), wanted))
        .orElseThrow(() -> unknown(all, wanted));
  }

  private static Optional<DealChoice> unique(
      List<DealChoice> all, Predicate<DealChoice> fits, String wanted) {
    List<DealChoice> fitting = all.stream().filter(fits).toList();
    if (fitting.size() > 1) {
      throw new ConfigurationRefused(
          fitting.size() + " deals are named or begin like \"" + shown(wanted) + "\"",
          "Give more of the id, or the key: " + named(fitting.stream().limit(NAMED).toList()));
    }
    return fitting.stream().findFirst();
  }

  private static ConfigurationRefused unknown(List<DealChoice> all, String wanted) {
    String cut = cut(wanted);
    List<DealChoice> near =
        all.stream()
            .sorted(
                Comparator.comparingInt(
                    deal -> ConfigurationFile.distance(cut, cut(deal.shownId()))))
            .limit(NAMED)
            .toList();
    return new ConfigurationRefused(
        "There is no deal \"" + shown(wanted) + "\"",
        near.isEmpty() ? "No deal is known yet" : "The nearest: " + named(near));
  }

  private static String named(List<DealChoice> deals) {
    return deals.stream()
        .map(deal -> deal.shownId() + " (key " + deal.key().substring(0, 12) + ")")
        .collect(Collectors.joining(", "));
  }

  private List<String> names() {
    return List.of(id, shownId(), key);
  }

  private boolean begins(String wanted) {
    return !wanted.isEmpty() && names().stream().anyMatch(name -> name.startsWith(wanted));
  }

  private String shownId() {
    return shown(id);
  }

  private static String shown(String id) {
    return new DealId(id).shown();
  }

  private static String cut(String text) {
    return text.length() <= COMPARED ? text : text.substring(0, COMPARED);
  }
}
