package io.enerlink.engine;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Set;

/** The core is a function of its input: the same commands give the same events, on every machine and in every year. */
@AnalyzeClasses(packages = "io.enerlink.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class EngineArchitectureTest {
    private static final String[] CORE = {"..engine.book..", "..engine.ledger..", "..engine.matching.."};

    @ArchTest
    static final ArchRule theCoreUsesOnlyBuffersAndMessages = noClasses().that().resideInAnyPackage(CORE)
            .should().dependOnClassesThat().resideOutsideOfPackages(
                    "..engine.book..", "..engine.ledger..", "..engine.matching..", "..engine.message..",
                    "..engine.client..", "..engine.image..", "org.agrona..", "java.lang", "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util", "java.util.function", "java.nio", "");

    @ArchTest
    static final ArchRule theCoreHasNoClockRandomThreadOrFile = noClasses().that().resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat(describe("a clock, randomness, a thread or hash order",
                    (JavaClass type) -> Set
                            .of("java.util.Random", "java.util.UUID", "java.util.HashMap", "java.util.HashSet",
                                    "java.util.IdentityHashMap", "java.lang.Thread")
                            .contains(type.getName())))
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule theCoreKeepsNoFloatingPoint = noFields().that().areDeclaredInClassesThat()
            .resideInAnyPackage(CORE).should().haveRawType(describe("floating point", EngineArchitectureTest::isFloat));

    @ArchTest
    static final ArchRule theCoreReturnsNoFloatingPoint = noMethods().that().areDeclaredInClassesThat()
            .resideInAnyPackage(CORE).should().haveRawReturnType(describe("floating point",
                    EngineArchitectureTest::isFloat))
            .orShould().haveRawParameterTypes(describe("floating point",
                    types -> types.stream().anyMatch(EngineArchitectureTest::isFloat)));

    @ArchTest
    static final ArchRule packagesFormNoCircle = SlicesRuleDefinition.slices().matching("io.enerlink.engine.(*)..")
            .should().beFreeOfCycles().ignoreDependency(alwaysTrue(), describe("generated",
                    (JavaClass type) -> type.getPackageName().endsWith(".message")));

    @ArchTest
    static final ArchRule theDisruptorStaysInItsHost = noClasses().that().resideOutsideOfPackage("..engine.pipeline..")
            .should().dependOnClassesThat().resideInAPackage("com.lmax.disruptor..");

    /** Agrona's own buffers and queues do, and so need a flag on a current JDK. */
    @ArchTest
    static final ArchRule nobodyReachesForUnsafe = noClasses().should().dependOnClassesThat()
            .haveNameMatching("org\\.agrona\\.(UnsafeApi|BufferUtil|Expandable\\w+"
                    + "|concurrent\\.(UnsafeBuffer|AtomicBuffer|\\w+ArrayQueue|\\w+LinkedQueue)"
                    + "|concurrent\\.(ringbuffer|broadcast|status)\\..+)|sun\\.misc\\.Unsafe|jdk\\.internal\\.misc\\..+");

    private static boolean isFloat(JavaClass type) {
        return Set.of("float", "double", "java.lang.Float", "java.lang.Double").contains(type.getName());
    }
}
