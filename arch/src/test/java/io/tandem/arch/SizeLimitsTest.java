package io.tandem.arch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The size limits of style.md 3, read from the sources. */
class SizeLimitsTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 40;
    private static final int PACKAGE_TYPES = 15;
    private static final int LINE_COLUMNS = 160;

    @Test void noFileIsLongerThan400Lines() throws IOException {
        assertThat(everywhere(file -> {
            long lines = Files.readAllLines(file).size();
            return lines > FILE_LINES ? List.of(file + ": " + lines + " lines") : List.of();
        })).isEmpty();
    }

    @Test void noLineIsWiderThan160Columns() throws IOException {
        assertThat(everywhere(file -> {
            List<String> lines = Files.readAllLines(file);
            List<String> wide = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).length() > LINE_COLUMNS) {
                    wide.add(file + ":" + (i + 1) + ": " + lines.get(i).length() + " columns");
                }
            }
            return wide;
        })).isEmpty();
    }

    @Test void noPackageHasMoreThan15Types() throws IOException {
        Map<Path, Long> types = mainSources().filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        assertThat(types.entrySet().stream().filter(entry -> entry.getValue() > PACKAGE_TYPES).map(Object::toString).sorted()).isEmpty();
    }

    @Test void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
        List<String> bare = new ArrayList<>();
        for (Path folder : mainSources().map(Path::getParent).distinct().toList()) {
            Path info = folder.resolve("package-info.java");
            if (!Files.exists(info) || !Files.readString(info).contains("@NullMarked") || !Files.readString(info).startsWith("/**")) {
                bare.add(folder.toString());
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test void noMethodIsLongerThan40Lines() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        List<String> tooLong = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Iterable<? extends JavaFileObject> sources = files.getJavaFileObjectsFromPaths(mainSources().toList());
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, sources);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new LongMethods(unit, positions, tooLong).scan(unit, null);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static final class LongMethods extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> found;

        LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override public Void visitMethod(MethodTree method, Void nothing) {
            if (method.getBody() != null) {
                long from = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long to = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method.getBody()));
                if (to - from + 1 > METHOD_LINES) {
                    found.add(unit.getSourceFile().getName() + ":" + from + ": " + method.getName() + " has " + (to - from + 1) + " lines");
                }
            }
            return super.visitMethod(method, nothing);
        }
    }

    private interface Check {
        List<String> of(Path file) throws IOException;
    }

    private static List<String> everywhere(Check check) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : mainSources().toList()) {
            found.addAll(check.of(file));
        }
        return found;
    }

    /** Product sources of all modules, from the root of the work tree. */
    private static Stream<Path> mainSources() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        assertThat(root.resolve("pom.xml")).exists();
        List<Path> found = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(path -> path.toString().contains("/src/main/java/") && path.toString().endsWith(".java")).forEach(found::add);
        }
        assertThat(found).hasSizeGreaterThan(100);
        return found.stream();
    }
}
