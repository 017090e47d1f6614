package io.tandem.arch;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The borders of architecture.md §2. */
@AnalyzeClasses(packages = "io.tandem", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyRulesTest {
    private static final String[] SERVICES = {"io.tandem.lb..", "io.tandem.proxy..", "io.tandem.b2bua..", "io.tandem.appserver..",
        "io.tandem.relay..", "io.tandem.billing..", "io.tandem.provisioning..", "io.tandem.ha.."};

    @ArchTest static final ArchRule onePackageTouchesJainSip = noClasses()
        .that().resideOutsideOfPackages("io.tandem.sip.typed..", "io.tandem.testkit..", "io.tandem.bench.peer..")
        .should().dependOnClassesThat().resideInAnyPackage("javax.sip..", "javax.sdp..", "gov.nist..")
        .because("JAIN-SIP is for structured headers on demand (io.tandem.sip.typed) and for the independent party in tests and measurements");

    @ArchTest static final ArchRule theKitsKnowNoSpring = noClasses()
        .that().resideInAnyPackage("io.tandem.net..", "io.tandem.sip..", "io.tandem.sdp..", "io.tandem.rtp..", "io.tandem.codec..",
            "io.tandem.audio..")
        .should().dependOnClassesThat().resideInAPackage("org.springframework..");

    @ArchTest static final ArchRule theUdpEngineKnowsNoSip = noClasses()
        .that().resideInAPackage("io.tandem.net..")
        .should().dependOnClassesThat().resideInAnyPackage("io.tandem.sip..", "io.tandem.rtp..", "io.netty..");

    @ArchTest static final ArchRule servicesSpeakOverTheWireOnly = slices()
        .matching("io.tandem.(lb|proxy|b2bua|appserver|relay|billing|provisioning|ha)..").should().notDependOnEachOther();

    @ArchTest static final ArchRule thePlatformKnowsNoService = noClasses()
        .that().resideInAnyPackage("io.tandem.platform..", "io.tandem.data..", "io.tandem.sip..", "io.tandem.net..")
        .should().dependOnClassesThat().resideInAnyPackage(SERVICES);

    @ArchTest static final ArchRule productCodeKnowsNoTestParties = noClasses()
        .that().resideInAnyPackage(SERVICES)
        .should().dependOnClassesThat().resideInAnyPackage("io.tandem.testkit..", "io.tandem.cli..");

    @ArchTest static final ArchRule theLoadBalancerNeedsNoValidationFramework = noClasses()
        .that().resideInAnyPackage("io.tandem.lb..", "io.tandem.platform..")
        .should().beAnnotatedWith("org.springframework.validation.annotation.Validated").because("RecordConstraints checks these settings (ADR 6)");

    @ArchTest static final ArchRule nothingPrintsPastTheLog = noClasses()
        .that().resideInAnyPackage(SERVICES)
        .should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @ArchTest static final ArchRule featuresDoNotGoRoundInCircles = slices()
        .matching("io.tandem.(net|sip|sdp|rtp|codec|audio|data|platform)..").should().beFreeOfCycles();

    @ArchTest static final ArchRule namesSayWhatAThingIs = classes()
        .that().resideInAPackage("io.tandem..")
        .should().haveNameNotMatching(".*(?<!io\\.tandem\\.ha\\.Ha)(Manager|Helper|Util|Utils|Impl)").andShould().haveNameNotMatching(".*\\.(Base|Abstract)[A-Z].*")
        .because("style.md 1: name by the RFC; ha-manager is the name of an element");
}
