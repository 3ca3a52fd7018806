package dev.assay.api.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assay.catalog.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;

/**
 * Ranks the metrics of an organization by what their names and latest descriptions have in common
 * with a text. An index is kept in memory for each organization and made anew when its metrics have
 * changed, by whatever process.
 */
final class MetricSearch {
  private static final float WEIGHT_OF_NAMES = 3;
  private static final int MOST_ORGANIZATIONS = 64;

  /** What the index holds, and so when it is out of date. */
  private record Entry(String id, Instant updatedAt) {}

  private record Index(List<Entry> entries, IndexSearcher searcher) {}

  private final Analyzer analyzer = new EnglishAnalyzer();
  private final Cache<String, Index> indexes =
      Caffeine.newBuilder().maximumSize(MOST_ORGANIZATIONS).build();

  /**
   * Those of {@code metrics} that have something in common with {@code text}, the closest first.
   */
  List<Metric> search(String orgId, List<Metric> metrics, String text) {
    Optional<Query> query = query(text);
    if (query.isEmpty() || metrics.isEmpty()) {
      return List.of();
    }
    Map<String, Metric> byId =
        metrics.stream().collect(Collectors.toMap(Metric::id, Function.identity()));
    IndexSearcher searcher = index(orgId, metrics).searcher();
    Sort byScore = new Sort(SortField.FIELD_SCORE, new SortField("id", SortField.Type.STRING));
    try {
      ScoreDoc[] found = searcher.search(query.get(), metrics.size(), byScore).scoreDocs;
      var stored = searcher.storedFields();
      Stream.Builder<Metric> ranked = Stream.builder();
      for (ScoreDoc hit : found) {
        ranked.add(Objects.requireNonNull(byId.get(stored.document(hit.doc).get("id"))));
      }
      return ranked.build().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every word is an alternative; empty when no word is worth looking for. */
  private Optional<Query> query(String text) {
    QueryBuilder words = new QueryBuilder(analyzer);
    Query inName = words.createBooleanQuery("name", text);
    Query inDescription = words.createBooleanQuery("description", text);
    if (inName == null || inDescription == null) {
      return Optional.empty();
    }
    return Optional.of(
        new BooleanQuery.Builder()
            .add(new BoostQuery(inName, WEIGHT_OF_NAMES), BooleanClause.Occur.SHOULD)
            .add(inDescription, BooleanClause.Occur.SHOULD)
            .build());
  }

  private Index index(String orgId, List<Metric> metrics) {
    List<Entry> entries =
        metrics.stream().map(metric -> new Entry(metric.id(), metric.updatedAt())).toList();
    Index known = indexes.getIfPresent(orgId);
    if (known != null && known.entries().equals(entries)) {
      return known;
    }
    Index made = new Index(entries, searcher(metrics));
    indexes.put(orgId, made);
    return made;
  }

  private IndexSearcher searcher(List<Metric> metrics) {
    try {
      ByteBuffersDirectory directory = new ByteBuffersDirectory();
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
        for (Metric metric : metrics) {
          Document document = new Document();
          document.add(new StoredField("id", metric.id()));
          document.add(new SortedDocValuesField("id", new BytesRef(metric.id())));
          document.add(new TextField("name", metric.name(), Field.Store.NO));
          document.add(new TextField("description", metric.latest().description(), Field.Store.NO));
          writer.addDocument(document);
        }
      }
      return new IndexSearcher(DirectoryReader.open(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
