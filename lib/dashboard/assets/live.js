// Follows a run: connects to who served the page, draws what comes, and says what the buttons ask for. The messages are
// told in lib/dashboard/live_messages.h, the orders in viewer_order.h.
"use strict";
{
  const by_id = id => document.getElementById(id);
  const stop = by_id("live-stop"), ask = by_id("live-ask"), holds = by_id("live-holds");
  const {state, say} = loadtestPage;
  const longest_wait = 10000, tries_max = 40;
  let socket = null, over = false, stopping = false, tries = 0, shown_holds = "";

  const connected = () => socket !== null && socket.readyState === WebSocket.OPEN;
  const order = text => {
    if (connected() && !over) socket.send(text);
  };
  const enable = yes => {
    stop.disabled = !yes || stopping;
    holds.querySelectorAll("button, input").forEach(one => { one.disabled = !yes || stopping; });
  };

  // A row of controls for each track whose users may be changed.
  const hold_row = ({track, name, least, most, now}) => {
    const row = document.createElement("fieldset"), legend = document.createElement("legend");
    const fewer = document.createElement("button"), more = document.createElement("button");
    const input = document.createElement("input"), bounds = document.createElement("span");
    row.className = "hold";
    row.dataset.track = track;
    legend.textContent = `Users of ${name}`;
    Object.assign(input, {type: "number", min: least, max: most, value: now});
    input.setAttribute("aria-label", `Users of ${name}, from ${least} to ${most}`);
    bounds.textContent = `of ${most.toLocaleString("en")}`;
    const step = Math.max(1, Math.round(most / 10));
    const hold = wanted => {
      const users = Math.min(most, Math.max(least, Math.round(wanted)));
      if (!Number.isFinite(users)) return;
      input.value = users;
      order(`hold ${track} ${users}`);
      say(`Users of ${name}: ${users.toLocaleString("en")} of ${most.toLocaleString("en")} from now on`);
    };
    for (const [button, sign, words, by] of [[fewer, "−", "fewer", -step], [more, "+", "more", step]]) {
      Object.assign(button, {type: "button", textContent: sign});
      button.setAttribute("aria-label", `${step} ${words} users of ${name}`);
      button.addEventListener("click", () => hold(Number(input.value) + by));
    }
    input.addEventListener("change", () => hold(Number(input.value)));
    row.append(legend, fewer, input, more, bounds);
    return row;
  };
  const show_holds = list => {
    const kinds = JSON.stringify(list.map(one => ({...one, now: 0})));
    if (kinds !== shown_holds) {
      shown_holds = kinds;
      holds.replaceChildren(...list.map(hold_row));
      enable(connected());
    }
    for (const {track, now} of list) {
      const input = holds.querySelector(`[data-track="${track}"] input`);
      if (document.activeElement !== input) input.value = now;  // what somebody types is theirs
    }
  };

  const show_stopping = () => {
    stopping = true;
    enable(true);
    state("STOPPING", "running");
    say("Stopping: waiting for the answers that are under way");
  };
  const show_over = message => {
    over = true;
    if (ask.open) ask.close();
    state(message.state, message.kind);
    say("The run is over; this is its report.");
    const reasons = document.createElement("ul");
    for (const reason of message.reasons) {
      const item = document.createElement("li");
      item.textContent = reason;
      reasons.append(item);
    }
    by_id("loadtest-live").replaceChildren(reasons);
    document.title = document.title.replace(/^running/, message.state.toLowerCase());
    by_id("verdict").insertAdjacentHTML("afterend", message.html);
    loadtestPage.load(message.document);
  };

  const take = message => {
    if (message.type === "load") {
      loadtestPage.load(message.document);
      show_holds(message.hold);
    } else if (message.type === "tick") {
      loadtestPage.append(message.tick);
      show_holds(message.hold);
    } else if (message.type === "stopping") {
      show_stopping();
    } else if (message.type === "over") {
      show_over(message);
    } else if (message.type === "failed") {
      over = true;
      enable(false);
      state("NOT CARRIED OUT", "fail");
      say(message.why);
    }
  };

  const connect = () => {
    socket = new WebSocket(`ws://${location.host}/feed`);
    socket.onopen = () => {
      socket.send(`token ${location.hash.slice(1)}`);
      state(stopping ? "STOPPING" : "RUNNING", "running");
      if (tries > 0) say("Connected again");
      tries = 0;
      enable(true);
    };
    socket.onmessage = event => take(JSON.parse(event.data));
    socket.onclose = event => lost(event.code);
  };
  const lost = code => {
    if (over) return;
    enable(false);
    if (ask.open) ask.close();
    if (code === 4000) {
      over = true;
      state("ENDED", "none");
      say("The run ended without a verdict; loadtest says why where it was started.");
    } else if (code === 4001) {
      state("ANOTHER RUN", "none");
      say("The address is of another run: open the one that loadtest printed last.");
    } else if (++tries > tries_max) {
      state("CONNECTION LOST", "none");
      say("The connection is lost, and loadtest does not answer any more: the run is probably over.");
    } else {
      state("CONNECTION LOST", "none");
      if (tries === 1) say("The connection is lost; trying again");
      setTimeout(connect, Math.min(longest_wait, 250 * 2 ** tries));
    }
  };

  stop.addEventListener("click", () => ask.showModal());
  by_id("live-keep").addEventListener("click", () => ask.close());
  by_id("live-stop-now").addEventListener("click", () => {
    ask.close();
    order("stop");
  });
  connect();
}
