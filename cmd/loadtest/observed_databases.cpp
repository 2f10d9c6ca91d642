#include "loadtest/observed_databases.h"

#include <algorithm>
#include <utility>

namespace loadtest {
namespace {

// Where it is, whoever logs in.
std::string place_of(const pg::Conninfo& conninfo) {
  std::string place = conninfo.get("dbname");
  for (const pg::Conninfo::Host& host : conninfo.hosts())
    place += ' ' + (host.address.empty() ? host.name : host.address) + ' ' + host.port;
  return place;
}

class Databases {
 public:
  void add(pg::Conninfo conninfo, const std::string& application, std::uint64_t connections) {
    const std::string place = place_of(conninfo);
    const auto at = static_cast<std::size_t>(std::find(places_.begin(), places_.end(), place) - places_.begin());
    if (at == places_.size()) {
      places_.push_back(place);
      const std::string source = at == 0 ? "database" : "database " + std::to_string(at + 1);
      all_.push_back({.source = source, .conninfo = std::move(conninfo), .applications = {}, .connections = 0});
    }
    all_[at].connections += connections;
    auto& applications = all_[at].applications;
    if (!application.empty() && std::find(applications.begin(), applications.end(), application) == applications.end())
      applications.push_back(application);
  }
  std::vector<ObservedDatabase> take() { return std::move(all_); }

 private:
  std::vector<std::string> places_;
  std::vector<ObservedDatabase> all_;
};

}  // namespace

std::vector<ObservedDatabase> observed_databases(const ObserveOptions& options, const Plan& plan) {
  Databases databases;
  for (const Track& track : plan.tracks) {
    const auto database = options.at_all ? track.workload->database() : std::nullopt;
    if (!database) continue;
    auto conninfo = pg::Conninfo::read(database->conninfo.reveal(), "");
    if (!conninfo) continue;
    databases.add(std::move(*conninfo), database->application,
                  plan.segment.share(track.workload->sockets(track.profile.users)));
  }
  if (options.database) {
    pg::Conninfo conninfo = *options.database;
    // What does not resolve is told by the login.
    static_cast<void>(conninfo.resolve());
    databases.add(std::move(conninfo), "", 0);
  }
  return databases.take();
}

}  // namespace loadtest
