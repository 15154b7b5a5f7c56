package lilypad.protocol;

/**
 * A block by what identifies it and ties it to its parent.
 *
 * @param number height, from 0
 * @param hash the block's hash
 * @param parentHash the hash of the block below it
 * @param timestamp chain time in seconds since 1970-01-01
 */
public record BlockRef(long number, Hash32 hash, Hash32 parentHash, long timestamp) {

  @Override
  public String toString() {
    return number + " " + hash;
  }
}
