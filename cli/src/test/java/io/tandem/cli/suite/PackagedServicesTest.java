package io.tandem.cli.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is packed runs as what is developed: heaps, main classes and JVM options of {@code services.tsv} and {@code build.sh} are those of {@link Service}. */
class PackagedServicesTest {
    private static final Path PACKAGES = Path.of("../deploy/src/main/packages");

    @Test void everyServiceIsPackedAsItIsStartedHere() throws IOException {
        List<String> packed = Files.readAllLines(PACKAGES.resolve("services.tsv")).stream().filter(line -> !line.startsWith("#"))
            .map(line -> line.split("\t")).map(column -> "%s %s %s".formatted(column[2], column[3], column[4])).sorted().toList();
        assertThat(packed).isEqualTo(Service.ALL.stream()
            .map(service -> "%s %d %s".formatted(service.mainClass(), service.heapMib(), service.profile().name().toLowerCase(Locale.ROOT))).sorted().toList());
    }

    @Test void everyProfileHasTheSameOptions() throws IOException {
        String build = Files.readString(PACKAGES.resolve("build.sh"));
        for (JvmProfile profile : JvmProfile.values()) {
            Optional<String> options = Pattern.compile(profile.name().toLowerCase(Locale.ROOT) + "\\) jvm=\"?([^\";]*)\"?;;").matcher(build).results()
                .map(result -> result.group(1)).findFirst();
            assertThat(options.orElse("")).as(profile.name()).isEqualTo(String.join(" ", profile.options()));
        }
    }

    @Test void theSameProfilesShareTheStartUpCache() throws IOException {
        String plain = Stream.of(JvmProfile.values()).filter(profile -> !profile.isCached()).map(profile -> profile.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
        assertThat(Files.readString(PACKAGES.resolve("build.sh"))).contains("cache=\"-XX:AOTCache=", "[ \"$5\" != " + plain + " ] || cache=\n");
    }

    @Test void everyServiceHasTheSameCommonOptions() throws IOException {
        String unit = Files.readString(PACKAGES.resolve("unit.in"));
        assertThat(Pattern.compile("ExecStart=.*").matcher(unit).results().map(MatchResult::group).findFirst()).hasValueSatisfying(line ->
            assertThat(line).contains("-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true -Dfile.encoding=UTF-8 --enable-native-access=ALL-UNNAMED"));
    }

    /** A JVM with another collector or other object headers passes the cache over. */
    @Test void whoHasTheStartUpCacheHasTheOptionsItWasMadeWith() throws IOException {
        for (Path script : List.of(PACKAGES.resolve("common.postinst"), Path.of("../deploy/src/test/boot.sh"), Path.of("../tandem"))) {
            List<String> lines = Files.readAllLines(script).stream()
                .filter(line -> line.contains("bin/java") && (line.contains("-XX:AOT") || line.contains("${aot[@]}"))).toList();
            assertThat(lines).as(script.toString()).isNotEmpty().allSatisfy(line -> assertThat(line).contains("-XX:+UseSerialGC -XX:+UseCompactObjectHeaders "));
        }
    }
}
