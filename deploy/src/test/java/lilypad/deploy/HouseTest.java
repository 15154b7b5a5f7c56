package lilypad.deploy;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house: which module may know which, what protocol must not touch, names. */
class HouseTest {

  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("lilypad");

  /** Each module with those that it may know. */
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.of(
          "protocol", Set.of(),
          "chain", Set.of("protocol"),
          "persistence", Set.of("protocol"),
          "verifier", Set.of("protocol"),
          "mediator", Set.of("protocol", "chain", "persistence", "verifier"),
          "market", Set.of("protocol", "chain", "verifier"),
          "deploy", Set.of("protocol", "chain", "persistence", "verifier", "mediator", "market"));

  private static final Set<String> EMPTY_NAMES = Set.of("util", "utils", "common", "impl", "model");

  @Test
  void everyModuleIsSeen() {
    Set<String> seen =
        OURS.stream().map(HouseTest::module).collect(Collectors.toCollection(TreeSet::new));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
  }

  @TestFactory
  List<DynamicTest> importsRunOneWay() {
    return MAY_KNOW.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> knowsOnly(entry.getKey(), entry.getValue())))
        .toList();
  }

  private static void knowsOnly(String module, Set<String> allowed) {
    String[] forbidden =
        MAY_KNOW.keySet().stream()
            .filter(other -> !other.equals(module) && !allowed.contains(other))
            .map(HouseTest::packagesOf)
            .toArray(String[]::new);
    if (forbidden.length == 0) {
      return;
    }
    noClasses()
        .that()
        .resideInAPackage(packagesOf(module))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(OURS);
  }

  @Test
  void protocolTouchesNoActorsNoNetworkAndNoDisk() {
    noClasses()
        .that()
        .resideInAPackage("lilypad.protocol..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "org.apache.pekko..",
                    "java.net..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "org.rocksdb..",
                    "io.grpc.netty..")
                .and(HouseTest.otherThan("java.net.URI", "java.net.URISyntaxException"))
                .as("are actors, network or disk (a URI is a mere value)"))
        .check(OURS);
  }

  @Test
  void protocolAsksNoClock() {
    for (ArchCondition<JavaClass> asking :
        List.of(
            callMethod(Instant.class, "now"),
            callMethod(LocalDateTime.class, "now"),
            callMethod(System.class, "currentTimeMillis"),
            callMethod(System.class, "nanoTime"),
            callMethod(Clock.class, "systemUTC"),
            callMethod(Clock.class, "systemDefaultZone"))) {
      noClasses().that().resideInAPackage("lilypad.protocol..").should(asking).check(OURS);
    }
  }

  @Test
  void packagesAreNamedAfterFeatures() {
    Set<String> named =
        OURS.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> List.of(name.split("\\.", -1)).stream().anyMatch(EMPTY_NAMES::contains))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).as("packages named %s", EMPTY_NAMES).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        OURS.stream()
            .filter(type -> !isGenerated(type))
            .map(JavaClass::getPackage)
            .filter(of -> !of.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
  }

  /** What protoc makes: below a package of its own. */
  private static boolean isGenerated(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith("lilypad.protocol.wire")
        || name.equals("lilypad.persistence.embedded.stored")
        || name.equals("lilypad.persistence.audit.exported");
  }

  private static DescribedPredicate<JavaClass> otherThan(String... names) {
    Set<String> allowed = Set.of(names);
    return DescribedPredicate.describe(
        "other than " + allowed, type -> !allowed.contains(type.getName()));
  }

  private static String packagesOf(String module) {
    return "lilypad." + module + "..";
  }

  private static String module(JavaClass type) {
    return type.getPackageName().split("\\.", -1)[1];
  }
}
