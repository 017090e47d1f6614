package io.tandem.cli.cfg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.tandem.cli.site.Finding;
import io.tandem.cli.site.ServiceSettings;
import io.tandem.cli.site.Site;
import io.tandem.cli.site.SiteNode;
import io.tandem.cli.site.TemplateModel;
import io.tandem.cli.site.Tree;
import io.tandem.cli.site.program.FirewallProperties;
import io.tandem.cli.site.program.MonitoringProperties;
import io.tandem.cli.site.program.StoreProperties;
import io.tandem.cli.site.program.TimeProperties;
import io.tandem.cli.site.program.WebProperties;
import io.tandem.cli.site.program.XmppProperties;
import io.tandem.ha.takeover.CrmProperties;
import io.tandem.platform.settings.SettingsSchema;

/**
 * What the files of a site's folder make of each node. Nothing outside of the given folders is written. One thread.
 *
 * @param findings what is wrong; the files are not to be used then
 * @param files    by node name: text of each file, by its path below the node's root
 * @param services by node name: services of Tandem that run there
 * @param notes    what is not wrong but was not checked
 */
record Build(List<Finding> findings, Map<String, Map<String, String>> files, Map<String, List<String>> services, List<String> notes) {
    private static final String HEAD = "# Built by tandem cfg from config.yml, network.yml and their kin; changes here are lost.\n";

    /** @param folder the site's, {@code /etc/tandem}
     * @param records of which the services' settings are made
     * @param checked node whose files are shown to their programs as well
     * @param scratch an empty folder for that */
    static Build of(Path folder, List<Class<?>> records, Optional<String> checked, Path scratch) {
        Site site = Site.read(name -> text(folder.resolve(name)));
        List<String> notes = new ArrayList<>();
        Map<String, Map<String, String>> files = new LinkedHashMap<>();
        Map<String, List<String>> services = new LinkedHashMap<>();
        try (ServiceSettings settings = new ServiceSettings(records)) {
            List<Finding> findings = new ArrayList<>(site.check(SettingsSchema.of(records), settings));
            checked.filter(name -> site.network().node(name).isEmpty()).ifPresent(name -> findings.add(new Finding(Site.NETWORK, 0,
                "does not name this node, '" + name + "'; its name here is the host's (hostname), or what --node says")));
            if (findings.isEmpty()) {
                Templates templates = new Templates(folder);
                for (SiteNode node : site.network().nodes()) {
                    services.put(node.name(), site.network().services(node));
                    files.put(node.name(), files(site, node, settings, templates, findings));
                }
            }
            if (findings.isEmpty()) {
                checked.flatMap(site.network()::node).ifPresent(node ->
                    new ProgramChecks(scratch, findings, notes).check(files.getOrDefault(node.name(), Map.of())));
            }
            return new Build(findings.stream().distinct().toList(), files, services, notes);
        }
    }

    private static Map<String, String> files(Site site, SiteNode node, ServiceSettings services, Templates templates, List<Finding> findings) {
        Map<String, Object> settings = site.settings(node);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("etc/tandem/" + Site.NODE, HEAD + Tree.yaml(settings));
        Map<String, Object> model = TemplateModel.of(site.network(), node, settings, services).values();
        Program.Wishes wishes = wishes(node, settings, services);
        for (Program program : Program.values()) {
            if (program.isWanted(node, wishes)) {
                files.put(program.file(), templates.render(program.template(), model, findings));
            }
        }
        return files;
    }

    private static Program.Wishes wishes(SiteNode node, Map<String, Object> settings, ServiceSettings services) {
        String third = ServiceSettings.THIRD_PARTIES;
        return new Program.Wishes(services.bound(third, settings, StoreProperties.class), services.bound(third, settings, WebProperties.class),
            services.bound(third, settings, XmppProperties.class), services.bound(third, settings, TimeProperties.class),
            services.bound(third, settings, FirewallProperties.class), services.bound(third, settings, MonitoringProperties.class),
            node.peer().isPresent() && services.bound("ha-manager", settings, CrmProperties.class).manager() == CrmProperties.Crm.PACEMAKER);
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
