#include "judge/guard.h"

#include <algorithm>
#include <array>
#include <span>

#include "core/host_name.h"
#include "core/text.h"

namespace loadtest {
namespace {

constexpr std::array<std::string_view, 4> production_words{"prod", "production", "prd", "live"};
constexpr std::array<std::string_view, 5> harmless_words{"staging", "stage", "dev", "test", "local"};
// Who rents a database or a backend there has its production there too, under names without such words.
constexpr std::array<std::string_view, 3> platforms{"onrender.com", "supabase.co", "supabase.com"};
constexpr std::string_view direct_platform = "supabase.co";

using Words = std::vector<std::string_view>;

std::string_view first_of(const Words& words, std::span<const std::string_view> list) {
  const auto found =
      std::find_if(words.begin(), words.end(), [&](auto word) { return std::ranges::find(list, word) != list.end(); });
  return found == words.end() ? std::string_view{} : *found;
}

bool is_under(std::string_view name, std::string_view other) {
  return name == other || (name.ends_with(other) && name[name.size() - other.size() - 1] == '.');
}

std::string_view platform_of(std::string_view name) {
  const auto found = std::ranges::find_if(platforms, [&](auto platform) { return is_under(name, platform); });
  return found == platforms.end() ? std::string_view{} : *found;
}

// REF of db.REF.supabase.co and REF.supabase.co.
std::string direct_project(std::string_view name) {
  if (name == direct_platform || !is_under(name, direct_platform)) return {};
  name.remove_suffix(direct_platform.size() + 1);
  if (name.starts_with("db.")) name.remove_prefix(3);
  return name.find('.') == name.npos ? std::string(name) : std::string();
}

/// One name with the project that it stands for, as names are compared.
struct Candidate {
  std::string name, project;
  bool shared = false;  // the name is that of many projects

  /// `alias_of_shared` = another name for a host that many share, whatever it is called itself.
  static Candidate of(std::string_view host, std::string_view project, bool alias_of_shared = false) {
    Candidate candidate{plain_host(host), {}, false};
    candidate.shared = !project.empty() && (alias_of_shared || has_host_word(candidate.name, "pooler"));
    candidate.project = candidate.shared ? plain_host(project) : direct_project(candidate.name);
    return candidate;
  }

  /// That an exact list speaks of it. A name that many share is nobody's to exempt or to approve.
  std::vector<std::string> answer() const {
    std::vector<std::string> names;
    if (!shared) names.push_back(name);
    if (!project.empty()) names.push_back(project);
    return names;
  }

  Words words() const {
    Words all = host_words(name);
    const Words own = host_words(project);
    all.insert(all.end(), own.begin(), own.end());
    return all;
  }
};

bool lists(const std::vector<std::string>& list, const Candidate& candidate) {
  const std::vector<std::string> names = candidate.answer();
  return std::ranges::any_of(
      list, [&](const std::string& entry) { return std::ranges::find(names, plain_host(entry)) != names.end(); });
}

// "*.example.com" and ".example.com" mean what is under example.com.
std::string plain_domain(std::string_view entry) {
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  while (entry.starts_with('.')) entry.remove_prefix(1);
  return plain_host(entry);
}

bool guards(const std::vector<std::string>& list, const Candidate& candidate) {
  return std::ranges::any_of(list, [&](std::string_view entry) {
    const std::string plain = plain_domain(entry);
    return !plain.empty() && (is_under(candidate.name, plain) || candidate.project == plain);
  });
}

// Why it is guarded; empty = it is not. `excused` = the platform under which a name is said to be harmless already: the
// platform's own name for it is no less so.
std::string reason(const Candidate& candidate, const GuardLists& lists, std::string_view excused = {}) {
  if (guards(lists.guarded, candidate)) return "LOADTEST_GUARD_HOSTS";
  const Words words = candidate.words();
  if (const auto word = first_of(words, production_words); !word.empty()) return "word " + std::string(word);
  const std::string_view platform = platform_of(candidate.name);
  if (platform.empty() || platform == excused || !first_of(words, harmless_words).empty()) return {};
  return "under " + std::string(platform);
}

}  // namespace

std::vector<std::string> GuardLists::read(std::string_view text) {
  constexpr std::string_view between = ", \t\r\n";
  std::vector<std::string> names;
  for (std::size_t begin = text.find_first_not_of(between); begin != text.npos;) {
    const std::size_t end = std::min(text.find_first_of(between, begin), text.size());
    names.emplace_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(between, end);
  }
  return names;
}

Problems GuardLists::validate() const {
  Problems problems;
  const auto check = [&](const std::string& entry, const std::string& plain, const char* variable, const char* hint) {
    if (!could_be_host(plain))
      problems.push_back(
          {ErrorKind::usage, std::string(variable) + ": \"" + escape_foreign(entry, 80) + "\" is no host name", hint});
  };
  for (const std::string& entry : guarded)
    check(entry, plain_domain(entry), "LOADTEST_GUARD_HOSTS",
          "names, addresses and project references, without port or path and with commas between them");
  for (const std::string& entry : allowed)
    check(entry, plain_host(entry), "LOADTEST_ALLOW_HOSTS",
          "it exempts exact names, without port or path and with commas between them");
  return problems;
}

std::optional<GuardedHost> guard_host(const JudgedHost& host, const GuardLists& user, const CanonicalName& canonical) {
  const Candidate typed = Candidate::of(host.name, host.project);
  if (lists(user.allowed, typed)) return std::nullopt;
  GuardedHost guarded;
  std::vector<std::string> names = typed.answer();
  bool shared = typed.shared;
  guarded.why = reason(typed, user);
  if (guarded.why.empty()) {
    // Addresses and this machine have no other name that says more.
    if (host_words(typed.name).empty()) return std::nullopt;
    const std::string name = canonical(host.name);
    Candidate other = Candidate::of(name, host.project, typed.shared);
    if (name.empty() || other.name == typed.name || lists(user.allowed, other)) return std::nullopt;
    const std::string why = reason(other, user, platform_of(typed.name));
    if (why.empty()) return std::nullopt;
    guarded.why = "canonical name " + escape_foreign(other.name) + ", " + why;
    // Through a name of one's own for a pooler everybody's projects are reached.
    if (other.shared && !shared) names.clear();
    shared = shared || other.shared;
    for (std::string& one : other.answer()) names.push_back(std::move(one));
  }
  guarded.name = escape_foreign(shared ? host.project : typed.name);
  guarded.shown = shared ? "project " + guarded.name + " at " + escape_foreign(typed.name) : guarded.name;
  for (const std::string& entry : user.approved) {
    if (std::ranges::find(names, plain_host(entry)) != names.end()) guarded.approved.push_back(entry);
  }
  return guarded;
}

}  // namespace loadtest
