#include "page/page_shell.h"

#include <fmt/format.h>

#include "page/html.h"
#include "page/page_assets.h"

namespace loadtest {

std::string html_page(const PageParts& parts) {
  std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  const auto add = [&](auto... texts) { (out.append(texts), ...); };
  add("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; ",
      "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
      parts.connects ? "; connect-src 'self'" : "", "\">\n");
  add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  add("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
  add("<link rel=\"icon\" href=\"data:,\">\n<title>", html_text(parts.title), "</title>\n<style>\n");
  add(page_assets::uPlot_min_css, "\n", page_assets::page_css, parts.style, "</style>\n</head>\n<body>\n");
  add("<header class=\"bar\"><span class=\"brand\">loadtest</span>\n<nav aria-label=\"Sections\">", parts.navigation,
      "</nav>\n<button id=\"theme\" type=\"button\" hidden>Dark</button></header>\n<main>\n", parts.body, "</main>\n");
  for (const auto& [id, json] : parts.data)
    add("<script type=\"application/json\" id=\"", id, "\">", script_json(json), "</script>\n");
  add("<script>", page_assets::uPlot_iife_min_js, "</script>\n<script>\n", page_assets::chart_kinds_js,
      page_assets::charts_js, "</script>\n");
  add("<script>\n", page_assets::page_js, "</script>\n");
  if (!parts.script.empty()) add("<script>\n", parts.script, "</script>\n");
  return out + "</body>\n</html>\n";
}

}  // namespace loadtest
