package io.tandem.cli.cfg;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import freemarker.core.ParseException;
import freemarker.template.Configuration;
import freemarker.template.DefaultObjectWrapperBuilder;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import io.tandem.cli.site.Finding;

/**
 * Templates of the files of other programs: the operator's {@code templates/NAME.ftl} in the site's folder if there is one, else the shipped one. A name that a
 * template uses and nobody defines is an error, never an empty text. One thread.
 */
final class Templates {
    private static final freemarker.template.Version VERSION = Configuration.VERSION_2_3_34;

    private final Path own;
    private final Configuration configuration = new Configuration(VERSION);

    /** @param site the site's folder */
    Templates(Path site) {
        this.own = site.resolve("templates");
        configuration.setObjectWrapper(new DefaultObjectWrapperBuilder(VERSION).build());
        configuration.setDefaultEncoding("UTF-8");
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        configuration.setLogTemplateExceptions(false);
        configuration.setNewBuiltinClassResolver(freemarker.core.TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    }

    /** The file's text; empty, with a finding, if the template is wrong. */
    String render(String name, Map<String, Object> model, List<Finding> findings) {
        Path file = own.resolve(name + ".ftl");
        String shown = Files.exists(file) ? "templates/" + name + ".ftl" : "the shipped template " + name + ".ftl";
        try {
            StringWriter text = new StringWriter();
            new Template(name, new StringReader(source(name, file)), configuration).process(model, text);
            return text.toString();
        } catch (ParseException e) {
            findings.add(new Finding(shown, e.getLineNumber(), "is no template: " + e.getEditorMessage()));
        } catch (TemplateException e) {
            findings.add(new Finding(shown, Objects.requireNonNullElse(e.getLineNumber(), 0), e.getMessageWithoutStackTop().lines().limit(2)
                .collect(Collectors.joining(" "))));
        } catch (IOException e) {
            findings.add(new Finding(shown, 0, "cannot be read: " + e.getMessage()));
        }
        return "";
    }

    private static String source(String name, Path file) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file);
        }
        try (var shipped = Templates.class.getResourceAsStream("/site-templates/" + name + ".ftl")) {
            return new String(Objects.requireNonNull(shipped, "template " + name).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
