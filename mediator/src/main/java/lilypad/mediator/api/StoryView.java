package lilypad.mediator.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import lilypad.mediator.query.DealBoard;
import lilypad.protocol.story.DealStory;

/** A deal's record and its story as one JSON object, as {@code docs/operations.md} describes it. */
public final class StoryView {

  private StoryView() {}

  /** Both of the same deal. */
  public static ObjectNode of(DealBoard.Story record, DealStory story) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.set("deal", DealView.of(record));
    ArrayNode lines = out.putArray("story");
    for (DealStory.Line line : story.lines()) {
      lines
          .addObject()
          .put(
              "at",
              line.recordedAt() == 0 ? null : Instant.ofEpochMilli(line.recordedAt()).toString())
          .put("topic", line.topic().word())
          .put("text", line.text());
    }
    ArrayNode money = out.putArray("money");
    for (DealStory.Share share : story.money()) {
      money
          .addObject()
          .put("account", share.account().checksummed())
          .put("party", share.party())
          .put("net", share.net().toString());
    }
    return out;
  }
}
