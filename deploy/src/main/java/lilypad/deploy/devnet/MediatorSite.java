package lilypad.deploy.devnet;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lilypad.deploy.cheat.CheatsMain;
import lilypad.deploy.devnet.ServiceFiles.MediatorPlan;
import lilypad.deploy.view.PayDesk;
import lilypad.market.DevnetAccount;
import lilypad.persistence.cassandra.CassandraSettings;
import lilypad.verifier.key.AccessToken;

/** A mediator of a devnet and the verifiers that work for it, each in a process of its own. */
public final class MediatorSite {

  /**
   * Who works where.
   *
   * @param name the mediator's service
   * @param signer its account
   * @param firstVerifier the number of its first verifier on the devnet
   * @param verifiers their accounts
   * @param plans what each of them is
   */
  record Staff(
      String name,
      DevnetAccount signer,
      int firstVerifier,
      List<DevnetAccount> verifiers,
      List<VerifierPlan> plans) {
    Staff {
      verifiers = List.copyOf(verifiers);
      plans = List.copyOf(plans);
    }

    /** The operator of a verifier, as the roster names it. */
    String operator(int verifier) {
      return "operator-" + verifiers.get(plans.get(verifier).operator()).index();
    }

    /** The numbers of the verifiers of a kind. */
    private List<Integer> of(VerifierPlan.Kind kind) {
      return IntStream.range(0, plans.size())
          .filter(verifier -> plans.get(verifier).kind() == kind)
          .boxed()
          .toList();
    }

    /** Who runs jobs again, if anybody does. */
    Optional<DevnetAccount> referee() {
      return of(VerifierPlan.Kind.REFEREE).stream().findFirst().map(verifiers::get);
    }

    private boolean hasCheats() {
      return plans.stream().anyMatch(VerifierPlan::amongCheats);
    }
  }

  /**
   * What all sites of a devnet share.
   *
   * @param rpc the chain's URL
   * @param heads where the chain announces its heads
   * @param solver the solver's URL
   * @param content where modules and results are
   * @param cassandra where the journals are; in the mediators' folders, if empty
   * @param anchoring how long from one anchored tree head to the next
   * @param more what the mediators are told besides: keys below {@code lilypad.mediator}
   */
  record Surroundings(
      String rpc,
      String heads,
      String solver,
      String content,
      Deployment.Deployed contracts,
      Optional<CassandraNode> cassandra,
      Duration anchoring,
      Map<String, Object> more) {
    Surroundings {
      more = Map.copyOf(more);
    }
  }

  /** The commands of the services that a site runs. */
  static final List<String> SERVICES = List.of("mediator", "verifier");

  private final ProcessFleet fleet;
  private final DevnetSettings settings;
  private final ServiceFiles files;
  private final Staff staff;
  private final MediatorPlan plan;
  private final MediatorApi api;
  private final Path mediatorFile;
  private final List<FleetProcess> verifiers = new CopyOnWriteArrayList<>();
  private FleetProcess mediator;
  private final Optional<FleetProcess> cheats;
  private int starts;

  MediatorSite(
      ProcessFleet fleet,
      DevnetSettings settings,
      ServiceFiles files,
      Staff staff,
      Surroundings around) {
    this.fleet = fleet;
    this.settings = settings;
    this.files = files;
    this.staff = staff;
    this.plan =
        new MediatorPlan(
            around,
            staff,
            LoopbackPorts.next(),
            LoopbackPorts.next(),
            settings.panel(),
            around
                .cassandra()
                .map(node -> node.keyspace(files.market(), staff.name()))
                .orElse(Map.of()));
    this.api = new MediatorApi(URI.create("http://127.0.0.1:" + plan.apiPort()));
    this.mediatorFile = files.mediator(plan);
    this.mediator = launchMediator();
    launchVerifiers(VerifierPlan.Kind.USUAL);
    launchVerifiers(VerifierPlan.Kind.REFEREE);
    this.cheats = staff.hasCheats() ? Optional.of(launchCheats()) : Optional.empty();
  }

  void awaitReady() {
    mediator.awaitReady(settings.boot());
    verifiers.forEach(verifier -> verifier.awaitReady(settings.boot()));
    cheats.ifPresent(process -> process.awaitReady(settings.boot()));
    awaitConnected(staff.plans().size() - staff.of(VerifierPlan.Kind.RESERVE).size());
  }

  /** Starts those verifiers that were to come later. */
  public void callReserve() {
    launchVerifiers(VerifierPlan.Kind.RESERVE);
  }

  /** Waits until so many verifiers are connected to the mediator. */
  public void awaitConnected(int count) {
    new Waiting(this::unexpectedEnd, settings.boot())
        .until(
            count + " verifiers connected to " + staff.name(),
            () -> api.connectedVerifiers() == count);
  }

  /** What the mediator is called on the devnet. */
  public String name() {
    return staff.name();
  }

  /** The mediator's account. */
  public DevnetAccount signer() {
    return staff.signer();
  }

  /** The verifiers' accounts. */
  public List<DevnetAccount> verifierAccounts() {
    return staff.verifiers();
  }

  /** What the mediator tells. */
  public MediatorApi api() {
    return api;
  }

  /** Its verifiers' accounts. */
  public PayDesk payDesk() {
    return api.payDesk();
  }

  /** What shows its operator. */
  public AccessToken operatorToken() {
    return AccessToken.read(files.home(staff.name()).resolve("data"));
  }

  /** The mediator's process. */
  public FleetProcess mediator() {
    return mediator;
  }

  /** The process of those verifiers that cheat, if there are any. */
  public Optional<FleetProcess> cheats() {
    return cheats;
  }

  /** A verifier's process, from 0. */
  public FleetProcess verifier(int index) {
    return verifiers.get(index);
  }

  /** All verifiers' processes. */
  public List<FleetProcess> verifiers() {
    return List.copyOf(verifiers);
  }

  /** Where the mediator keeps its journal: a folder, or a keyspace. */
  public String journal() {
    return plan.around()
        .cassandra()
        .map(node -> "keyspace " + plan.keyspace().get(CassandraSettings.PATH + ".keyspace"))
        .orElseGet(() -> files.home(staff.name()).resolve("data").resolve("journal").toString());
  }

  /** The mediator's configuration file. */
  public Path configuration() {
    return mediatorFile;
  }

  /** Starts the mediator again on the same data, after {@link FleetProcess#kill} or stop. */
  public void restartMediator() {
    mediator = launchMediator();
    mediator.awaitReady(settings.boot());
  }

  /**
   * Ends a verifier and starts it again with more configuration.
   *
   * @param more keys below {@code lilypad.verifier}, with their values
   */
  public void restartVerifier(int index, Map<String, Object> more) {
    verifiers.get(index).stop();
    FleetProcess again = launchVerifier(index, more);
    verifiers.set(index, again);
    again.awaitReady(settings.boot());
  }

  private FleetProcess launchMediator() {
    return launch(staff.name(), settings.mediatorHeap(), "mediator", mediatorFile);
  }

  private void launchVerifiers(VerifierPlan.Kind kind) {
    staff.of(kind).forEach(index -> verifiers.add(launchVerifier(index, Map.of())));
  }

  private FleetProcess launchCheats() {
    starts++;
    String name = "cheats-of-" + staff.name();
    List<String> flags = new ArrayList<>(flags(settings.verifierHeap()));
    flags.add("-Xshare:auto");
    flags.add("-Dlilypad.log.to=stdout");
    return fleet.java(
        name,
        flags,
        CheatsMain.class.getName(),
        List.of(files.cheats(name, plan).toString()),
        files.log(name, starts),
        CheatsMain.READY);
  }

  private static List<String> flags(long heap) {
    return List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
  }

  private FleetProcess launchVerifier(int index, Map<String, Object> more) {
    String name = "verifier-" + (staff.firstVerifier() + index);
    Path file = files.verifier(name, index, plan, more);
    return launch(name, settings.verifierHeap(), "verifier", file);
  }

  private FleetProcess launch(String name, long heap, String command, Path file) {
    starts++;
    List<String> flags = new ArrayList<>(flags(heap));
    flags.addAll(ClassArchive.flags(command));
    return fleet.lilypad(
        name,
        flags,
        List.of(command, "--config", file.toString()),
        files.log(name, starts),
        command + " ready: ");
  }

  /** Which of its processes ended that should live. */
  Optional<String> unexpectedEnd() {
    return Stream.of(Stream.of(mediator), verifiers.stream(), cheats.stream())
        .flatMap(processes -> processes)
        .flatMap(process -> process.unexpectedEnd().stream())
        .findFirst();
  }

  /** Stops all processes of the site. */
  void close() {
    verifiers.forEach(FleetProcess::beginStop);
    cheats.ifPresent(FleetProcess::beginStop);
    mediator.stop();
    verifiers.forEach(FleetProcess::stop);
    cheats.ifPresent(FleetProcess::stop);
    api.close();
  }
}
