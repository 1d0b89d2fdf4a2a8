import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Ruler;

/**
 * Asks event-ruler: one case a line, {"pattern": {...}, "event": {...}}; one answer a line: true, false, or
 * "invalid: " and why. Run from source, so that no build tool is needed beside the jars.
 */
class Verdicts {
    public static void main(String[] arguments) throws Exception {
        ObjectMapper json = new ObjectMapper();
        PrintStream answers = new PrintStream(System.out, false, "UTF-8");
        BufferedReader cases = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = cases.readLine(); line != null; line = cases.readLine()) {
            JsonNode given = json.readTree(line);
            answers.println(verdict(given.get("pattern").toString(), given.get("event").toString()));
        }
        answers.flush();
    }

    private static String verdict(String pattern, String event) {
        try {
            return String.valueOf(Ruler.matchesRule(event, pattern));
        } catch (Exception refused) {
            return "invalid: " + String.valueOf(refused.getMessage()).replaceAll("\\s+", " ");
        }
    }
}
