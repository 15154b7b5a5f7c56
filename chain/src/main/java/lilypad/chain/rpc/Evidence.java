package lilypad.chain.rpc;

/**
 * What proves that a node cannot be believed. It holds what the chain is said to be and no URL;
 * long texts are cut.
 *
 * @param method the question's JSON-RPC method
 * @param parameters what was asked, in words
 * @param expected the answer that others gave, or what a right answer looks like
 * @param actual the answer that came
 */
public record Evidence(String method, String parameters, String expected, String actual) {

  private static final int SHOWN = 300;

  public Evidence {
    parameters = cut(parameters);
    expected = cut(expected);
    actual = cut(actual);
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  @Override
  public String toString() {
    return "%s(%s): expected %s, got %s".formatted(method, parameters, expected, actual);
  }
}
