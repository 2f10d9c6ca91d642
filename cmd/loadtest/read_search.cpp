#include "loadtest/read_search.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/share.h"
#include "core/text.h"
#include "loadtest/option_reader.h"

namespace loadtest {
namespace {

constexpr std::uint64_t find_users_max = 1'000'000;
constexpr double to_beside_from = 100;

Result<double> parse_precision(const std::string& text) {
  auto share = parse_share(text);
  if (share && *share >= Search::precision_min && *share <= Search::precision_max) return share;
  return fail(ErrorKind::usage, fmt::format("\"{}\" is no share from 0.1% to 100%", escape_foreign(text, 40)),
              "try 5%");
}

/// What may be raised: the flag of one track's users, or of its rate.
struct Raised {
  Search::What what;
  const TrackFlags* flags;
  std::string flag;
};

std::vector<Raised> what_may_be_raised(std::span<const TrackFlags> tracks) {
  std::vector<Raised> all;
  for (const TrackFlags& flags : tracks) {
    all.push_back({Search::What::users, &flags, flags.flag(flags.type().roles.users)});
    all.push_back({Search::What::rate, &flags, flags.flag("rate")});
  }
  return all;
}

class SearchReader {
 public:
  SearchReader(const Raised& raised, const CommandInput& input, Problems& problems)
      : raised_(raised), input_(input), reader_(input, nullptr, problems) {}

  Search read() {
    Search search{.what = raised_.what, .track = std::string(raised_.flags->type().name)};
    const double usual = input_.given.has(raised_.flag) ? level(raised_.flag).value_or(search.from) : search.from;
    search.from = level("find-from").value_or(usual);
    search.to = level("find-to").value_or(search.from * to_beside_from);
    if (search.what == Search::What::users) search.to = std::min<double>(search.to, find_users_max);
    if (search.from > search.to) reader_.problem("find-to", "is below the level at which the search begins");
    const Nanos least = Search::level_min;
    search.level_duration = reader_.duration("find-duration").value_or(search.level_duration);
    if (search.level_duration < least)
      reader_.problem("find-duration", "a level needs half a second at least", "try 10s");
    search.repeats =
        static_cast<unsigned>(reader_.count("find-repeats", 1, Search::repeats_max).value_or(search.repeats));
    if (const auto text = input_.settings.get("find-precision")) {
      const auto precision = parse_precision(*text);
      if (!precision) reader_.problem("find-precision", precision.error().message, precision.error().hint);
      search.precision = precision.value_or(search.precision);
    }
    if (reader_.given("ramp-up")) search.ramp_up = reader_.duration("ramp-up");
    if (reader_.given("warm-up")) search.settle = reader_.duration("warm-up");
    refuse_others();
    return search;
  }

 private:
  std::optional<double> level(std::string_view name) {
    if (raised_.what == Search::What::rate) return reader_.rate(name);
    const auto count = reader_.count(name, 1, find_users_max);
    return count ? std::optional(static_cast<double>(*count)) : std::nullopt;
  }

  // What the search decides itself.
  void refuse_others() {
    const auto refuse = [&](const std::string& name, std::string_view why, const char* hint) {
      if (input_.given.has(name)) reader_.problem(name, std::string(why), hint);
    };
    constexpr std::string_view length = "cannot be combined with --find-max, which ends when it has found";
    refuse("duration", length, "--find-duration says how long a level takes");
    const std::string_view starts = raised_.flags->type().roles.starts_max;
    if (!starts.empty()) refuse(raised_.flags->flag(starts), length, "--find-duration says how long a level takes");
    refuse("segment", "cannot be combined with --find-max, which one generator makes", "leave it out");
    refuse("start-at", "cannot be combined with --find-max, which begins when all is ready", "leave it out");
    if (raised_.what == Search::What::rate)
      refuse(raised_.flags->flag("think-time"), "cannot be combined with --find-max " + raised_.flag,
             "it is the closed model's rhythm");
  }

  const Raised& raised_;
  const CommandInput& input_;
  OptionReader reader_;
};

}  // namespace

std::optional<Search> read_search(std::span<const TrackFlags> tracks, const CommandInput& input, Problems& problems) {
  OptionReader reader(input, nullptr, problems);
  const auto text = input.given.get("find-max");
  if (!text) {
    for (const std::string_view name : {"find-from", "find-to", "find-duration", "find-repeats", "find-precision"})
      if (reader.given(name)) reader.problem(name, "belongs to a search", "add --find-max rate");
    return std::nullopt;
  }
  const std::vector<Raised> all = what_may_be_raised(tracks);
  const auto wanted = std::ranges::find(all, *text, &Raised::flag);
  if (wanted != all.end()) return SearchReader(*wanted, input, problems).read();
  std::vector<std::string_view> flags;
  for (const Raised& one : all) flags.push_back(one.flag);
  reader.problem("find-max", fmt::format("\"{}\" cannot be raised", escape_foreign(*text, 40)),
                 fmt::format("try {}", fmt::join(flags, ", ")));
  return std::nullopt;
}

}  // namespace loadtest
