package io.tandem.cli.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.tandem.platform.settings.OptionalPathConverter;
import io.tandem.platform.settings.RecordConstraints;
import io.tandem.platform.settings.SettingsSchema;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

/**
 * Binds settings as the services themselves do at their start, with their own records, constraints and defaults: what is refused here would keep a service from
 * starting. The services are found on the class path, which all share (ADR 1). One thread.
 */
public final class ServiceSettings implements AutoCloseable {
    /** Stands for the programs of others that are configured for a site, {@code tandem.site}. */
    public static final String THIRD_PARTIES = "site";

    /** The part of {@code tandem.*} that a service has for itself, by the service. */
    private static final Map<String, List<String>> OWN = Map.of("lb-service", List.of("lb"), "proxy-service", List.of("proxy"),
        "b2bua-service", List.of("b2bua"), "appserver-service", List.of("appserver"),
        "rtp-relay", List.of("rtp-relay"), "billing-service", List.of("billing-service"),
        "provisioning-api", List.of("api", "provisioning-api"), "ha-manager", List.of("ha-manager"), THIRD_PARTIES, List.of("site"));

    private final List<Class<?>> records;
    private final YamlPropertySourceLoader loader = new YamlPropertySourceLoader();
    private final RecordConstraints recordConstraints = new RecordConstraints();
    private final LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();

    public ServiceSettings(List<Class<?>> records) {
        this.records = List.copyOf(records);
        validator.afterPropertiesSet();
    }

    /** All properties records of Tandem on the class path. */
    public static List<Class<?>> onClassPath() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scan.findCandidateComponents("io.tandem").stream().map(BeanDefinition::getBeanClassName).sorted()
            .<Class<?>>map(name -> ClassUtils.resolveClassName(name, ServiceSettings.class.getClassLoader())).toList();
    }

    /** What keeps a service from starting with these settings.
     * @param found gets the key that the error names, and the error */
    public void check(String service, Map<String, Object> settings, BiConsumer<String, String> found) {
        Binder binder = binder(service, settings);
        records.stream().filter(type -> readBy(service, SettingsSchema.prefix(type))).forEach(type -> bind(binder, type, found));
    }

    /** One record as a service would have it; settings that were checked. */
    public <T> T bound(String service, Map<String, Object> settings, Class<T> type) {
        return binder(service, settings).bindOrCreate(SettingsSchema.prefix(type), Bindable.of(type));
    }

    private Binder binder(String service, Map<String, Object> settings) {
        List<PropertySource<?>> sources = new ArrayList<>(load("settings",
            new ByteArrayResource(Tree.yaml(settings).getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        sources.addAll(load("defaults", new ClassPathResource(service + ".yml")));
        return new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources),
            conversions());
    }

    /** As services have them. */
    private static ConversionService conversions() {
        var conversions = new ApplicationConversionService();
        conversions.addConverter(new OptionalPathConverter());
        return conversions;
    }

    /** Whether the service reads settings with this prefix: its own, and those that all have. */
    static boolean readBy(String service, String prefix) {
        boolean ofOne = OWN.values().stream().flatMap(List::stream).anyMatch(part -> isPart(prefix, part));
        return !ofOne && !service.equals(THIRD_PARTIES) || OWN.getOrDefault(service, List.of()).stream().anyMatch(part -> isPart(prefix, part));
    }

    /** Of all settings those that a service reads: while they stay the same it need not be started again. */
    public static Map<String, Object> partOf(String service, Map<String, Object> settings) {
        Map<String, Object> part = new java.util.LinkedHashMap<>(settings);
        Map<String, Object> own = new java.util.LinkedHashMap<>();
        Tree.at(settings, "tandem").ifPresent(tandem -> Tree.withTextKeys((Map<?, ?>) tandem).forEach((key, value) -> {
            if (readBy(service, "tandem." + key)) {
                own.put(key, value);
            }
        }));
        part.put("tandem", own);
        return part;
    }

    private static boolean isPart(String prefix, String part) {
        return prefix.equals("tandem." + part) || prefix.startsWith("tandem." + part + ".");
    }

    private List<PropertySource<?>> load(String name, Resource resource) {
        try {
            return resource.exists() ? loader.load(name, resource) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void bind(Binder binder, Class<?> type, BiConsumer<String, String> found) {
        String prefix = SettingsSchema.prefix(type);
        Validator[] validators = Stream.of(recordConstraints, validator).filter(one -> one == validator ? isChecked(type) : one.supports(type))
            .toArray(Validator[]::new);
        try {
            binder.bindOrCreate(prefix, Bindable.of(type), new ValidationBindHandler(validators));
        } catch (BindException e) {
            report(prefix, e, found);
        } catch (RuntimeException e) {
            found.accept(prefix, root(e));
        }
    }

    private static boolean isChecked(Class<?> type) {
        return type.isAnnotationPresent(org.springframework.validation.annotation.Validated.class);
    }

    private static void report(String prefix, BindException failure, BiConsumer<String, String> found) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid) {
                invalid.getValidationErrors().getAllErrors().forEach(error -> {
                    String key = error instanceof org.springframework.validation.FieldError field ? prefix + "." + field.getField() : prefix;
                    found.accept(key, error.getDefaultMessage() == null ? error.toString() : error.getDefaultMessage());
                });
                return;
            }
        }
        String key = Optional.ofNullable(failure.getProperty()).map(property -> property.getName().toString()).orElse(failure.getName().toString());
        found.accept(key, root(failure));
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    @Override public void close() {
        validator.destroy();
    }
}
