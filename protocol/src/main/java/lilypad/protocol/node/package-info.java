/**
 * What a mediator and a verifier node say to each other, as values: each record is one message of
 * {@code lilypad/node.proto} whose lengths and forms were checked.
 */
@NullMarked
package lilypad.protocol.node;

import org.jspecify.annotations.NullMarked;
