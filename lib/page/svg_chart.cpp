#include "page/svg_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace loadtest {
namespace {

// Units of the drawing: near the pixels of a phone, so that letters stay readable there.
constexpr double width = 480, height = 210, left = 56, right = 8, top = 8, bottom = 24;

struct ChartColor {
  std::string_view name, value;
};
// After Okabe and Ito: told apart by people who do not see all colors.
constexpr std::array<ChartColor, 8> chart_colors{{{"ink", "#24292f"},
                                                  {"fail", "#d55e00"},
                                                  {"blue", "#0072b2"},
                                                  {"green", "#009e73"},
                                                  {"orange", "#e69f00"},
                                                  {"purple", "#cc79a7"},
                                                  {"sky", "#56b4e9"},
                                                  {"gray", "#7b8794"}}};

std::string_view value_of(std::string_view color) {
  for (const ChartColor& one : chart_colors)
    if (one.name == color) return one.value;
  return chart_colors[0].value;
}

/// Marks of an axis between two values, both ends of which may be moved outwards.
struct Axis {
  double low = 0, high = 1;
  bool log = false;
  std::vector<double> ticks{};

  double place(double value) const {
    if (!log) return high > low ? (value - low) / (high - low) : 0;
    return (std::log10(std::max(value, low)) - std::log10(low)) / (std::log10(high) - std::log10(low));
  }
};

Axis log_axis(double low, double high) {
  std::vector<double> steps;
  for (int e = static_cast<int>(std::floor(std::log10(low))) - 1; e <= std::log10(high) + 2; ++e)
    for (const double m : {1.0, 2.0, 5.0}) steps.push_back(m * std::pow(10, e));
  Axis axis{.log = true, .ticks = {}};
  const auto first = std::upper_bound(steps.begin(), steps.end(), low * 1.0001) - 1;
  const auto last = std::lower_bound(first + 1, steps.end(), high * 0.9999);
  axis.low = *first;
  axis.high = *last;
  axis.ticks.assign(first, last + 1);
  if (axis.ticks.size() > 7) {
    std::erase_if(axis.ticks, [](double tick) {
      const double power = std::log10(tick);
      return std::abs(power - std::round(power)) > 1e-6;
    });
  }
  return axis;
}

Axis value_axis(const Chart& chart) {
  double low = 0, high = 0;
  bool any = false;
  for (const ChartLine& line : chart.lines) {
    for (const auto& value : line.values) {
      if (!value || (chart.log_times && *value <= 0)) continue;
      low = any ? std::min(low, *value) : *value;
      high = any ? std::max(high, *value) : *value;
      any = true;
    }
  }
  if (chart.log_times) return any ? log_axis(low, high) : log_axis(1, 1000);
  if (high <= 0) high = 1;
  double step = std::pow(10, std::floor(std::log10(high)));
  for (const double factor : {5.0, 2.0})
    if (high / step < 4) step /= (factor == 5.0 ? 2 : 2.5);
  Axis axis{.low = 0, .high = std::ceil(high / step - 1e-9) * step};
  for (double tick = 0; tick <= axis.high + step / 2; tick += step) axis.ticks.push_back(tick);
  return axis;
}

Axis time_axis(double end) {
  constexpr std::array steps{1.0,   2.0,   5.0,   10.0,   15.0,   30.0,   60.0,   120.0,
                             300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14400.0};
  Axis axis{.low = 0, .high = std::max(end, 0.1)};
  const auto at = std::find_if(steps.begin(), steps.end(), [&](double one) { return end / one <= 7; });
  const double step = at == steps.end() ? std::ceil(end / 7 / 86400) * 86400 : *at;
  for (double tick = 0; tick <= axis.high; tick += step) axis.ticks.push_back(tick);
  return axis;
}

Axis share_axis(const Chart& chart) {
  Axis axis{.low = 1, .high = chart.x.empty() ? 10 : std::max(2.0, chart.x.back()), .log = true, .ticks = {1, 2}};
  for (double tick = 10; tick <= axis.high; tick *= 10) axis.ticks.push_back(tick);
  return axis;
}

Axis step_axis(const Chart& chart) {
  constexpr std::size_t most = 10;  // names beside one another
  const std::size_t count = chart.steps.size(), each = (count + most - 1) / most;
  Axis axis{.low = 0, .high = std::max(1.0, static_cast<double>(count) - 1)};
  for (std::size_t i = 0; i < count; i += each) axis.ticks.push_back(static_cast<double>(i));
  return axis;
}

Axis x_axis(const Chart& chart) {
  if (!chart.steps.empty()) return step_axis(chart);
  return chart.shares ? share_axis(chart) : time_axis(chart.end_s);
}

class SvgChart {
 public:
  SvgChart(Html& html, const Chart& chart) : html_(html), chart_(chart), x_(x_axis(chart)), y_(value_axis(chart)) {}

  void write(const std::string& label) {
    html_.open("svg", {{"viewBox", fmt::format("0 0 {} {}", width, height), true},
                       {"width", fmt::format("{}", width), true},
                       {"height", fmt::format("{}", height), true},
                       {"role", "img"},
                       {"aria-label", label},
                       {"font-family", "system-ui, sans-serif"},
                       {"font-size", "12", true}});
    write_phases();
    write_axes();
    for (const ChartLine& line : chart_.lines) write_line(line);
    html_.close();
  }

 private:
  double at_x(double value) const { return left + std::clamp(x_.place(value), 0.0, 1.0) * (width - left - right); }
  double at_y(double value) const {
    return height - bottom - std::clamp(y_.place(value), 0.0, 1.0) * (height - top - bottom);
  }

  void write_phases() {
    for (const ChartPhase& phase : chart_.phases) {
      const double from = at_x(phase.from_s), to = at_x(phase.to_s);
      html_.raw(fmt::format(R"(<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}" fill="{}"/>)",
                            phase.judged ? "phase judged" : "phase", from + 1, top, std::max(0.0, to - from - 1),
                            height - top - bottom, phase.judged ? "#e8f1f8" : "#f4f5f6"));
      if (to - from < 7 * static_cast<double>(phase.name.size())) continue;
      html_.raw(fmt::format(R"(<text class="dim" x="{:.1f}" y="{}" fill="#57606a">)", from + 5, top + 13));
      html_.text(phase.name).raw("</text>");
    }
  }

  void write_axes() {
    for (const double tick : y_.ticks) {
      html_.raw(
          fmt::format(R"(<path class="grid" d="M{} {:.1f}H{}" stroke="#e3e6ea"/>)", left, at_y(tick), width - right));
      html_.raw(fmt::format(R"(<text class="dim" x="{}" y="{:.1f}" text-anchor="end" fill="#57606a">)", left - 5,
                            at_y(tick) + 4));
      html_.figure(chart_.show(tick)).raw("</text>");
    }
    for (const double tick : x_.ticks) {
      const double x = at_x(tick);
      html_.raw(fmt::format(R"(<text class="dim" x="{:.1f}" y="{}" text-anchor="{}" fill="#57606a">)", x, height - 7,
                            x > width - 30 ? "end" : "middle"));
      html_.figure(shown_x(tick)).raw("</text>");
    }
  }

  std::string shown_x(double tick) const {
    if (!chart_.steps.empty()) return chart_.steps.at(static_cast<std::size_t>(tick));
    return chart_.shares ? show_share_at(tick) : show_clock(tick);
  }

  void write_line(const ChartLine& line) {
    std::string path;
    bool pen_down = false;
    for (std::size_t i = 0; i < line.values.size(); ++i) {
      if (!line.values[i]) {
        pen_down = pen_down && chart_.joined && i + 1 < line.values.size() && line.values[i + 1].has_value();
        continue;
      }
      const double x = at_x(chart_.x[i]), y = at_y(*line.values[i]);
      const bool lone = !pen_down && (i + 1 == line.values.size() || !line.values[i + 1]);
      // A lone point would not be seen: it is a dash.
      path += lone ? fmt::format("M{:.1f} {:.1f}h5", x - 2.5, y)
                   : fmt::format("{}{:.1f} {:.1f}", pen_down ? 'L' : 'M', x, y);
      pen_down = true;
    }
    if (path.empty()) return;
    html_.raw(fmt::format(R"(<path class="c-{}" d="{}" fill="none" stroke="{}" stroke-width="1.5")", line.color, path,
                          value_of(line.color)));
    if (!line.dash.empty()) html_.raw(fmt::format(R"( stroke-dasharray="{}")", line.dash));
    html_.raw("/>");
  }

  Html& html_;
  const Chart& chart_;
  Axis x_, y_;
};

}  // namespace

void write_svg_chart(Html& html, const Chart& chart, const std::string& label) {
  SvgChart(html, chart).write(label);
  html.open("p", {{"class", "legend"}});
  for (const ChartLine& line : chart.lines) {
    html.open("span").raw(R"(<svg width="26" height="8" aria-hidden="true">)");
    html.raw(
        fmt::format(R"(<path class="c-{}" d="M1 4H25" stroke="{}" stroke-width="2" stroke-dasharray="{}"/></svg> )",
                    line.color, value_of(line.color), line.dash.empty() ? "none" : line.dash));
    html.text(line.label).close().raw(" ");
  }
  html.close();
}

void write_chart_table(Html& html, const Chart& chart) {
  html.open("table").open("thead").open("tr").leaf("th", chart.shares ? "share" : "time", {{"scope", "col"}});
  for (const ChartLine& line : chart.lines) html.leaf("th", line.label, {{"scope", "col"}});
  html.close().close().open("tbody");
  for (std::size_t i = 0; i < chart.x.size(); ++i) {
    html.open("tr").open("th", {{"scope", "row"}});
    html.figure(chart.shares ? show_share_at(chart.x[i]) : show_clock(chart.x[i])).close();
    for (const ChartLine& line : chart.lines) {
      const auto& value = line.values[i];
      html.open("td").figure(value ? chart.show(*value) : "–").close();
    }
    html.close();
  }
  html.close().close();
}

}  // namespace loadtest
