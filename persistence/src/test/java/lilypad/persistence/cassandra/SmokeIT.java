package lilypad.persistence.cassandra;
import org.junit.jupiter.api.Test;
import org.apache.pekko.actor.testkit.typed.javadsl.*;
import org.apache.pekko.actor.typed.ActorRef;
import lilypad.persistence.embedded.*;
import java.time.Duration;
final class SmokeIT {
  @Test void smoke() throws Exception {
    long t=System.nanoTime();
    TestServer s = TestServer.shared(); System.out.println("server "+(System.nanoTime()-t)/1000000); t=System.nanoTime();
    String ks = s.keyspace(); System.out.println("keyspace "+(System.nanoTime()-t)/1000000); t=System.nanoTime();
    for (int round=0; round<2; round++) {
    ActorTestKit kit = ActorTestKit.create(s.config(ks));
    CassandraStore store = CassandraStore.of(kit.system()); System.out.println("open "+(System.nanoTime()-t)/1000000); t=System.nanoTime();
    TestProbe<Ledger.Written> p = kit.createTestProbe();
    ActorRef<Ledger.Write> a = kit.spawn(Ledger.create("a"));
    for (int i=0;i<50;i++) { a.tell(new Ledger.Write(1, p.getRef())); p.receiveMessage(Duration.ofSeconds(20)); }
    System.out.println("50 writes "+(System.nanoTime()-t)/1000000); t=System.nanoTime();
    while (store.state().waiting() > 0) Thread.onSpinWait();
    System.out.println("lag "+(System.nanoTime()-t)/1000000+" "+store.state()); t=System.nanoTime();
    kit.shutdownTestKit(); System.out.println("stop "+(System.nanoTime()-t)/1000000); t=System.nanoTime();
    }
  }
}
