#include "page/coincidences_list.h"

#include "report/coincidence_words.h"

namespace loadtest {

void write_coincidences_list(Html& html, const Report& report) {
  if (report.coincidences.empty()) return;
  html.open("section", {{"id", "coincidences"}}).leaf("h2", "Coincidences").open("ul");
  for (const Coincidence& one : report.coincidences) html.leaf("li", coincidence_sentence(one));
  html.close().leaf("p", std::string(coincidence_caution), {{"class", "dim"}}).close();
}

}  // namespace loadtest
