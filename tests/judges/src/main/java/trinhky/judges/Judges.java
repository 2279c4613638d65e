package trinhky.judges;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Date;

/**
 * Judges many PDFs in one JVM: the argument is a job file, the output one JSON line per file.
 *
 * <p>Job: {@code [{"file": path, "trust": path or null, "at": RFC 3339 or null, "want":
 * ["dss", "verapdf"]}]}. A judge that
 * throws gives {@code {"error": ...}} in its place; that is a verdict the caller must not read as good.
 */
public final class Judges {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Judges() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // a library that prints must not end up between our lines
        for (JsonNode job : JSON.readTree(new File(arguments[0]))) {
            String line = JSON.writeValueAsString(judge(job)) + "\n";
            answers.write(line.getBytes(StandardCharsets.UTF_8));
            answers.flush();
        }
    }

    private static ObjectNode judge(JsonNode job) {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("file", job.get("file"));
        File file = new File(job.get("file").asText());
        for (JsonNode wanted : job.get("want")) {
            answer.set(wanted.asText(), one(wanted.asText(), file, job));
        }
        return answer;
    }

    private static ObjectNode one(String judge, File file, JsonNode job) {
        ObjectNode answer = JSON.createObjectNode();
        try {
            switch (judge) {
                case "dss" -> DssJudge.judge(file, text(job, "trust"), date(job), answer);
                case "verapdf" -> VeraJudge.judge(file, answer);
                default -> throw new IllegalArgumentException("no such judge: " + judge);
            }
        } catch (Exception | StackOverflowError e) {
            answer.removeAll();
            answer.put("error", e.toString());
        }
        return answer;
    }

    private static String text(JsonNode job, String key) {
        return job.path(key).isTextual() ? job.path(key).asText() : null;
    }

    private static Date date(JsonNode job) {
        String at = text(job, "at");
        return at == null ? null : Date.from(OffsetDateTime.parse(at).toInstant());
    }
}
