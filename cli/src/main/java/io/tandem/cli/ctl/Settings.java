package io.tandem.cli.ctl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import io.tandem.cli.suite.Workspace;
import io.tandem.platform.TandemService;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** The settings of the services of this node, flattened: {@code tandem.lb.listen.external[0].port}. */
public final class Settings {
    private Settings() {}

    /** Of this node: the operator's file, and in development mode those that {@code tandem up} reads. */
    public static Properties ofThisNode() {
        Workspace workspace = Workspace.fromEnvironment();
        return of(List.of(Path.of(TandemService.CONFIG_FILE), workspace.state().resolve("config.yml"), workspace.state().resolve("local.yml")));
    }

    /** Of those files that can be read; later ones win. */
    static Properties of(List<Path> files) {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(files.stream().filter(Files::isReadable).map(FileSystemResource::new).toArray(Resource[]::new));
        Properties settings = yaml.getObject();
        return settings == null ? new Properties() : settings;
    }
}
