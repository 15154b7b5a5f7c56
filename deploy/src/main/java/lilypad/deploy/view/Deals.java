package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;

/** Where deals and their stories come from, in the form of the mediator's HTTP interface. */
public sealed interface Deals extends AutoCloseable permits ApiDeals, JournalDeals {

  /** An array of all deals. */
  JsonNode all();

  /** A deal's record, story and money, by its key. */
  JsonNode story(String key);

  /** Why a deal was checked, by whom, and why its verdict is what it is, by its key. */
  JsonNode explanation(String key);

  @Override
  void close();
}
