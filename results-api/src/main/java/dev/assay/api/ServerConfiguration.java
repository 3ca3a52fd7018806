package dev.assay.api;

import dev.assay.api.access.AccessConfiguration;
import dev.assay.api.access.CallGate;
import dev.assay.api.access.CallerArgument;
import dev.assay.api.catalog.CatalogConfiguration;
import dev.assay.api.evaluate.EvaluateConfiguration;
import dev.assay.api.http.AccessLog;
import dev.assay.api.http.ErrorAnswers;
import dev.assay.api.results.ResultConfiguration;
import dev.assay.api.unittests.UnitTestConfiguration;
import dev.assay.catalog.database.Database;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the server together. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@Import({
  AccessConfiguration.class,
  CatalogConfiguration.class,
  ResultConfiguration.class,
  EvaluateConfiguration.class,
  UnitTestConfiguration.class,
  OpenApiController.class,
  DocsPage.class,
  ErrorAnswers.class
})
class ServerConfiguration {

  @Bean
  WebMvcConfigurer routes(CallGate gate) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(gate);
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgument());
      }
    };
  }

  @Bean
  FilterRegistrationBean<AccessLog> accessLog() {
    FilterRegistrationBean<AccessLog> filter = new FilterRegistrationBean<>(new AccessLog());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return filter;
  }

  /** A slash at the end of a path means nothing. */
  @Bean
  FilterRegistrationBean<UrlHandlerFilter> optionalSlash() {
    FilterRegistrationBean<UrlHandlerFilter> filter =
        new FilterRegistrationBean<>(
            UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return filter;
  }

  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> plainErrors() {
    return ApiServer.plainErrors();
  }

  /** Ready means that the database answers. */
  @Bean
  HealthIndicator catalog(Database database) {
    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    return () -> {
      try {
        jdbc.sql("SELECT 1").query(Integer.class).single();
        return Health.up().build();
      } catch (RuntimeException e) {
        return Health.down().build();
      }
    };
  }
}
