package io.tandem.arch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/configuration.md} is written from the properties records; {@code -Dtandem.docs.write=true} writes it anew. */
class ConfigurationReferenceTest {
    private static final String HEAD = """
        # Configuration reference

        Generated from the properties records by `mvn -pl arch test -Dtest=ConfigurationReferenceTest -Dtandem.docs.write=true`; do not edit.

        Settings are read from the service's own defaults, then `/etc/tandem/config.yml` (another file: `--tandem.config-file=`), then the command
        line. In development mode `./tandem up` writes `.tandem/config.yml`, which reads your own `.tandem/local.yml`. Lists and records nest as in YAML.
        """;

    @Test void theReferenceListsEverySettingWithItsDefault() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        Path file = root.resolve("docs/configuration.md");
        String reference = reference(root);
        if (Boolean.getBoolean("tandem.docs.write")) {
            Files.writeString(file, reference);
        }
        assertThat(Files.readString(file)).as("docs/configuration.md is out of date; write it with -Dtandem.docs.write=true").isEqualTo(reference);
    }

    private static String reference(Path root) throws IOException {
        Map<String, String> sections = new TreeMap<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> walk = Files.walk(root); StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = walk.filter(path -> path.toString().contains("/src/main/java/") && path.toString().endsWith(".java"))
                .filter(ConfigurationReferenceTest::holdsProperties).toList();
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Records(docs, sections).scan(unit, null);
            }
        }
        return HEAD + String.join("", sections.values());
    }

    private static boolean holdsProperties(Path source) {
        try {
            return Files.readString(source).contains("@ConfigurationProperties(");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final class Records extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final Map<String, String> sections;

        Records(DocTrees docs, Map<String, String> sections) {
            this.docs = docs;
            this.sections = sections;
        }

        @Override public Void visitClass(ClassTree type, Void nothing) {
            String prefix = annotationValue(type.getModifiers().getAnnotations(), "ConfigurationProperties");
            if (!prefix.isEmpty()) {
                sections.put(prefix, section(prefix, type, getCurrentPath()));
            }
            return super.visitClass(type, nothing);
        }

        private String section(String prefix, ClassTree type, TreePath path) {
            DocCommentTree comment = docs.getDocCommentTree(path);
            assertThat(comment).as("Javadoc of " + type.getSimpleName()).isNotNull();
            Map<String, String> params = new HashMap<>();
            comment.getBlockTags().stream().filter(ParamTree.class::isInstance).map(ParamTree.class::cast)
                .forEach(param -> params.put(param.getName().toString(), text(param.getDescription())));
            StringBuilder out = new StringBuilder("\n## " + prefix + "\n\n" + text(comment.getFirstSentence()) + "\n\n");
            out.append("| key | type | default | meaning |\n|---|---|---|---|\n");
            for (VariableTree component : components(type)) {
                out.append("| ").append(kebab(component.getName().toString())).append(" | ").append(simple(component.getType().toString()))
                    .append(" | ").append(code(annotationValue(component.getModifiers().getAnnotations(), "DefaultValue")))
                    .append(" | ").append(params.getOrDefault(component.getName().toString(), "")).append(" |\n");
            }
            return out.toString();
        }

        private static List<VariableTree> components(ClassTree type) {
            List<VariableTree> components = new ArrayList<>();
            for (Tree member : type.getMembers()) {
                if (member instanceof VariableTree field && !field.getModifiers().getFlags().contains(javax.lang.model.element.Modifier.STATIC)) {
                    components.add(field);
                }
            }
            return components;
        }

        private static String annotationValue(List<? extends AnnotationTree> annotations, String name) {
            for (AnnotationTree annotation : annotations) {
                if (annotation.getAnnotationType().toString().endsWith(name) && !annotation.getArguments().isEmpty()) {
                    ExpressionTree argument = annotation.getArguments().getFirst();
                    String text = argument.toString().replaceFirst("^(value|prefix) = ", "");
                    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
                }
            }
            return "";
        }

        private static String text(List<? extends DocTree> javadoc) {
            return javadoc.stream().map(DocTree::toString).collect(Collectors.joining()).replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`").replaceAll("\\s+", " ").replace("|", "\\|").strip();
        }

        private static String simple(String type) {
            return type.replaceAll("@\\w+(\\([^)]*\\))? ?", "").replaceAll("[a-z]+\\.(?=[a-zA-Z])", "").replace("|", "\\|");
        }

        private static String code(String text) {
            return text.isEmpty() ? "" : "`" + text + "`";
        }

        private static String kebab(String name) {
            return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
        }
    }
}
