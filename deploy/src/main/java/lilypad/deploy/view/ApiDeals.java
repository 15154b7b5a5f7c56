package lilypad.deploy.view;

import com.fasterxml.jackson.databind.JsonNode;

/** The deals of a running mediator. */
public record ApiDeals(OperatorApi api) implements Deals {

  @Override
  public JsonNode all() {
    return api.require("/api/v1/deals");
  }

  @Override
  public JsonNode story(String key) {
    return api.require("/api/v1/deals/" + key + "/story");
  }

  @Override
  public JsonNode explanation(String key) {
    return api.require("/api/v1/deals/" + key + "/explanation");
  }

  @Override
  public void close() {
    api.close();
  }
}
