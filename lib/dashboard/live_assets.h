#pragma once

#include <string_view>

/// The files of lib/dashboard/assets.
namespace loadtest::live_assets {

extern const std::string_view door_html, controls_html, live_css, live_js;

}  // namespace loadtest::live_assets
