#pragma once

#include <string_view>

/// The files that pages consist of: lib/page/assets, lib/page/vendor.
namespace loadtest::page_assets {

extern const std::string_view page_css, page_js, chart_kinds_js, charts_js, uPlot_iife_min_js, uPlot_min_css;

}  // namespace loadtest::page_assets
