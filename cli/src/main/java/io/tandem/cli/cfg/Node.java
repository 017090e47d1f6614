package io.tandem.cli.cfg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import io.tandem.cli.site.ServiceSettings;
import io.tandem.cli.site.Site;
import io.tandem.cli.site.YamlDocument;

/** Files and units of a node. One thread. */
final class Node {
    /** Debian's names of the units of Tandem's services. */
    private static final Map<String, String> UNITS = Map.of("lb-service", "tandem-lb", "proxy-service", "tandem-proxy", "b2bua-service", "tandem-b2bua",
        "appserver-service", "tandem-appserver", "rtp-relay", "tandem-relay", "billing-service", "tandem-billing", "provisioning-api", "tandem-api",
        "ha-manager", "tandem-ha");

    private static final String RESTART = "try-restart";

    private final Path root;
    private final Function<List<String>, Shell.Result> systemctl;

    /** @param systemctl runs {@code systemctl} with these arguments */
    Node(Path root, Function<List<String>, Shell.Result> systemctl) {
        this.root = root;
        this.systemctl = systemctl;
    }

    /** Files that are not as they were built. */
    List<String> differing(Map<String, String> built) throws IOException {
        List<String> differing = new ArrayList<>();
        for (Map.Entry<String, String> file : built.entrySet()) {
            if (!file.getValue().equals(installed(file.getKey()))) {
                differing.add(file.getKey());
            }
        }
        return differing;
    }

    private String installed(String file) throws IOException {
        try {
            return Files.readString(root.resolve(file));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** As {@code diff -u} shows it. */
    String diff(Map<String, String> built, Path scratch) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String file : differing(built)) {
            Path before = scratch.resolve("before").resolve(file);
            Path after = scratch.resolve("after").resolve(file);
            for (Path side : List.of(before, after)) {
                Files.createDirectories(Objects.requireNonNull(side.getParent()));
            }
            Files.writeString(before, installed(file));
            Files.writeString(after, built.getOrDefault(file, ""));
            List<String> command = List.of("diff", "-u", "--label", "installed /" + file, "--label", "built /" + file, before.toString(), after.toString());
            all.append(Shell.run(command).output()).append('\n');
        }
        return masked(all.toString());
    }

    /** Values of secrets do not go to a terminal. */
    static String masked(String text) {
        return text.replaceAll("(?mi)^([-+ ]\\s*[\\w.-]*(?:secret|password|requirepass|masterauth)[\\w.-]*\\s*[:= ]\\s*).+$", "$1********")
            .replaceAll("(?m)^([-+ ]\\s*key: ).+$", "$1********").replaceAll("(password = )\"[^\"]*\"", "$1\"********\"")
            .replaceAll("(rediss?://)[^@/\\s]*@", "$1***@");
    }

    /** Units to act on because of what differs, and how. Read before the files are written. */
    List<List<String>> actions(Map<String, String> built, List<String> services) throws IOException {
        Set<List<String>> actions = new LinkedHashSet<>();
        List<String> differing = differing(built);
        for (Program program : Program.values()) {
            if (!program.verb().isEmpty() && differing.contains(program.file())) {
                actions.add(List.of(program.verb(), program.unit()));
            }
        }
        String node = "etc/tandem/" + Site.NODE;
        Map<String, Object> before = YamlDocument.read(node, installed(node), new ArrayList<>()).content();
        Map<String, Object> after = YamlDocument.read(node, built.getOrDefault(node, ""), new ArrayList<>()).content();
        for (String service : services) {
            if (!ServiceSettings.partOf(service, before).equals(ServiceSettings.partOf(service, after))) {
                actions.add(List.of(RESTART, UNITS.getOrDefault(service, service)));
            }
        }
        // a program that was started a moment ago ends at the signal to read its files again
        actions.removeIf(action -> action.getFirst().contains("reload") && actions.contains(List.of(RESTART, action.getLast())));
        return List.copyOf(actions);
    }

    /** Writes what differs; a file is there as a whole or not at all. */
    void write(Map<String, String> built) throws IOException {
        for (String name : differing(built)) {
            Path file = root.resolve(name);
            Path folder = Objects.requireNonNull(file.getParent());
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, ".tandem", ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            Files.writeString(temporary, built.getOrDefault(name, ""));
            give(temporary, name);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Files hold passwords: only the group of their program may read them. Left to the owner where the group is not there, as in a test. */
    static void give(Path file, String name) throws IOException {
        String group = name.startsWith("etc/tandem/") ? "tandem" : name.startsWith("etc/prosody/") ? "prosody" : name.startsWith("etc/mysql/") ? "mysql"
            : name.startsWith("etc/redis/") ? "redis" : name.startsWith("etc/prometheus/") ? "prometheus" : "root";
        var principals = file.getFileSystem().getUserPrincipalLookupService();
        try {
            Files.getFileAttributeView(file, java.nio.file.attribute.PosixFileAttributeView.class).setGroup(principals.lookupPrincipalByGroupName(group));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        } catch (java.nio.file.attribute.UserPrincipalNotFoundException e) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Has services run that belong to the node, and no others, from the next boot on; what does not is stopped now. A built packet filter runs. */
    void enable(Map<String, String> built, List<String> services, List<String> problems) {
        if (built.containsKey(Program.NFTABLES.file())) {
            act(List.of("enable", "-q", "--now", Program.NFTABLES.unit()), problems); // Debian ships it disabled
        }
        UNITS.entrySet().stream().sorted(Map.Entry.comparingByKey())
            .filter(unit -> Files.exists(root.resolve("lib/systemd/system/" + unit.getValue() + ".service")))
            .forEach(unit -> act(services.contains(unit.getKey()) ? List.of("enable", "-q", unit.getValue())
                : List.of("disable", "-q", "--now", unit.getValue()), problems));
    }

    /** @param problems gets what the service manager refused */
    void act(List<String> action, List<String> problems) {
        Shell.Result result = systemctl.apply(action);
        if (result.code() != 0) {
            problems.add("systemctl " + String.join(" ", action) + ": " + result.output());
        }
    }
}
