#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "har/draft.h"

namespace loadtest {
namespace {

constexpr std::size_t remark_bytes_max = 200;

// In single quotes nothing but themselves means anything; control characters need double ones.
std::string yaml_text(std::string_view text) {
  const bool plain = std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c != 0x7f; });
  std::string quoted(1, plain ? '\'' : '"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (plain) {
      quoted += c == '\'' ? std::string("''") : std::string(1, c);
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\x{:02x}", byte);
    } else {
      quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
  }
  quoted += plain ? '\'' : '"';
  // ${NAME} is filled in by whoever reads the file.
  for (std::size_t at = 0; (at = quoted.find("${", at)) != std::string::npos; at += 3) quoted.insert(at, "$");
  return quoted;
}

std::string body_text(const Draft::Sent& sent) { return (sent.binary ? "base64: " : "text: ") + yaml_text(sent.data); }

std::string remark(std::string_view text) { return text.empty() ? std::string() : fmt::format("    # {}", text); }

void replace_all(std::string& text, const std::string& what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

std::string rule_text(const Draft::Rule& rule) {
  std::string text = "  - {";
  if (!rule.type.empty()) text += "type: " + yaml_text(rule.type) + ", ";
  text += "is: " + rule.is;
  if (rule.is == "keep_alive") text += ", answer: " + yaml_text(rule.answer);
  return text + "}" + remark(rule.remark);
}

}  // namespace

std::string draft_text(const Draft& draft, const Conversation& conversation) {
  std::string text = fmt::format(
      "# A first draft, made of a browser's recording. Run it: loadtest ws --url {} --dialogue FILE.yaml\n"
      "# docs/dialogues.md explains every key. Look at these before you trust it:\n"
      "#   - the texts that are sent are those of the recording: is there something personal, or another value each "
      "time?\n"
      "#   - what is a reply, and what means nothing (is: ignore)?\n",
      draft.url_shown);
  for (const std::string& one : draft.remarks) text += fmt::format("#   - {}\n", escape_foreign(one, remark_bytes_max));
  text += fmt::format("path: {}\n", yaml_text(draft.path));
  if (!draft.subprotocols.empty()) {
    text += "subprotocols:\n";
    for (const std::string& one : draft.subprotocols) text += fmt::format("  - {}\n", yaml_text(one));
  }
  if (!draft.type_at.empty()) text += fmt::format("type_at: {}\n", yaml_text(draft.type_at));
  if (!draft.id_at.empty()) {
    text += fmt::format("\ncorrelation:    # a value that was sent came back there\n  id: {}\n  at: {}\n",
                        yaml_text(draft.id), yaml_text(draft.id_at));
  }
  if (!draft.on_upgrade.empty()) {
    text += "\non_upgrade:\n";
    for (const Draft::Sent& one : draft.on_upgrade) text += fmt::format("  - {}\n", body_text(one));
  }
  text += "\nmessages:\n";
  for (const Draft::Sent& one : draft.messages) {
    text += fmt::format("  {}:{}\n    weight: {}\n    {}\n", one.name, remark(one.remark), one.times, body_text(one));
    if (!one.answered) text += "    reply: none\n";
  }
  if (!draft.receive.empty()) text += "\nreceive:\n";
  for (const Draft::Rule& one : draft.receive) text += rule_text(one) + "\n";
  for (const std::string& secret : conversation.secrets) replace_all(text, secret, "CHANGE-ME");
  return text;
}

}  // namespace loadtest
