package io.enerlink.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** One way: gateway to settlement to engine, settlement to contracts, and no circle among the rooms of a house. */
@AnalyzeClasses(packages = "io.enerlink", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule modulesDependOneWay = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("benchmarks").definedBy("io.enerlink.benchmarks..")
            .layer("gateway").definedBy("io.enerlink.gateway..")
            .layer("settlement").definedBy("io.enerlink.settlement..")
            .layer("engine").definedBy("io.enerlink.engine..")
            .layer("contracts").definedBy("io.enerlink.contracts..")
            .whereLayer("benchmarks").mayNotBeAccessedByAnyLayer()
            .whereLayer("gateway").mayOnlyBeAccessedByLayers("benchmarks")
            .whereLayer("settlement").mayOnlyBeAccessedByLayers("gateway", "benchmarks")
            .whereLayer("engine").mayOnlyBeAccessedByLayers("settlement", "gateway", "benchmarks")
            .whereLayer("contracts").mayOnlyBeAccessedByLayers("settlement", "gateway", "benchmarks")
            .withOptionalLayers(true);

    @ArchTest
    static final ArchRule roomsOfSettlementFormNoCircle = SlicesRuleDefinition.slices()
            .matching("io.enerlink.settlement.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule roomsOfTheGatewayFormNoCircle = SlicesRuleDefinition.slices()
            .matching("io.enerlink.gateway.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule nettyStaysAtTheNetwork = noClasses().that()
            .resideOutsideOfPackages("io.enerlink.gateway.net..", "io.enerlink.gateway.client..",
                    "io.enerlink.benchmarks..")
            .should().dependOnClassesThat().resideInAPackage("io.netty..").allowEmptyShould(true);

    @ArchTest
    static final ArchRule theChainIsReachedThroughSettlement = noClasses().that()
            .resideInAnyPackage("io.enerlink.gateway.net..", "io.enerlink.gateway.session..",
                    "io.enerlink.gateway.feed..",
                    "io.enerlink.gateway.protocol..", "io.enerlink.gateway.bot..")
            .should().dependOnClassesThat().resideInAPackage("org.web3j.protocol..").allowEmptyShould(true);
}
