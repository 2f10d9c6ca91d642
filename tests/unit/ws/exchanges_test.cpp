#include "workloads/ws/exchanges.h"

#include <gtest/gtest.h>

#include "workloads/ws/ws_operations.h"

namespace loadtest {
namespace {

using State = Exchange::State;

constexpr std::uint64_t any = ~std::uint64_t{0};
constexpr OperationId chat = first_message_operation, search = first_message_operation + 1;

Exchange& send(Exchanges& exchanges, StartId start, OperationId operation = chat, std::string id = {}) {
  Exchange& exchange = exchanges.begin({start, operation, {}, {}, start}, State::awaiting);
  exchange.id = std::move(id);
  return exchange;
}

TEST(Exchanges, TakeAsManyAsMayBeInFlight) {
  Exchanges exchanges(2);
  EXPECT_EQ(exchanges.capacity(), 2u);
  send(exchanges, 0);
  EXPECT_EQ(exchanges.capacity(), 1u);
  send(exchanges, 1);
  EXPECT_EQ(exchanges.capacity(), 0u);
  exchanges.end(*exchanges.first_in_line(any, false));
  EXPECT_EQ(exchanges.capacity(), 1u);
}

TEST(Exchanges, WithoutIdsTheLongestWaitingIsAnswered) {
  Exchanges exchanges(3);
  send(exchanges, 5);
  send(exchanges, 6, search);
  exchanges.end(exchanges.started_as(5));
  send(exchanges, 5);  // takes the place of the first in memory, not in line
  EXPECT_EQ(exchanges.first_in_line(any, false)->order.id, 6u);
  EXPECT_EQ(exchanges.first_in_line(1, false)->order.id, 5u) << "what only a chat is answered with";
  EXPECT_EQ(exchanges.first_in_line(4, false), nullptr) << "a kind that was not sent";
}

TEST(Exchanges, WithIdsTheOneOfThatIdIsAnswered) {
  Exchanges exchanges(3);
  send(exchanges, 0, chat, "a");
  send(exchanges, 1, chat, "b");
  EXPECT_EQ(exchanges.with_id("b")->order.id, 1u);
  EXPECT_EQ(exchanges.with_id("c"), nullptr);
  EXPECT_EQ(exchanges.first_in_line(any, false), nullptr) << "a reply without an id is not theirs";
  EXPECT_EQ(exchanges.first_in_line(any, true)->order.id, 0u) << "but an error may be";
}

TEST(Exchanges, AnOverdueReplyWithAnIdHoldsNothingUp) {
  Exchanges exchanges(1);
  exchanges.give_up(send(exchanges, 0, chat, "a"));
  EXPECT_EQ(exchanges.capacity(), 1u);
  send(exchanges, 0, chat, "b");
  EXPECT_EQ(exchanges.with_id("a")->state, State::overdue) << "it can still be told that it came late";
  EXPECT_EQ(exchanges.started_as(0).id, "b") << "the start's name belongs to the next one";
  exchanges.end(*exchanges.with_id("a"));
  EXPECT_EQ(exchanges.with_id("a"), nullptr);
  EXPECT_EQ(exchanges.capacity(), 0u);
}

TEST(Exchanges, OfOverdueRepliesWithIdsOnlySomeAreRemembered) {
  Exchanges exchanges(1);
  for (int i = 0; i < 100; ++i) exchanges.give_up(send(exchanges, 0, chat, "id-" + std::to_string(i)));
  EXPECT_EQ(exchanges.with_id("id-0"), nullptr);
  EXPECT_NE(exchanges.with_id("id-99"), nullptr);
  EXPECT_NE(exchanges.with_id("id-84"), nullptr);
  EXPECT_EQ(exchanges.capacity(), 1u);
}

TEST(Exchanges, AnOverdueReplyWithoutAnIdHoldsUpUntilNoneIsWaitedFor) {
  Exchanges exchanges(3);
  send(exchanges, 0);
  send(exchanges, 1);
  exchanges.give_up(exchanges.started_as(0));
  EXPECT_EQ(exchanges.capacity(), 0u) << "is the next reply the first one's, or was that lost? ";
  exchanges.end(*exchanges.first_in_line(any, false));
  EXPECT_EQ(exchanges.capacity(), 0u) << "the same is to be asked of the second one's";
  EXPECT_EQ(exchanges.first_in_line(any, false)->order.id, 1u);
  exchanges.end(*exchanges.first_in_line(any, false));
  EXPECT_EQ(exchanges.capacity(), 3u);
}

TEST(Exchanges, PiecesWithoutAnIdBelongToTheStreamThatHasBegun) {
  Exchanges exchanges(2);
  send(exchanges, 0, chat, "a");
  send(exchanges, 1, chat, "b").last_part = Clock::now();
  EXPECT_EQ(exchanges.first_streaming(any)->order.id, 1u);
}

TEST(Exchanges, WhatNeedsNoReplyIsNeverAnswered) {
  Exchanges exchanges(2);
  exchanges.begin({0, chat, {}, {}, 0}, State::silent);
  EXPECT_EQ(exchanges.capacity(), 1u);
  EXPECT_EQ(exchanges.first_in_line(any, true), nullptr);
  EXPECT_EQ(exchanges.longest_awaiting(), nullptr);
  exchanges.give_up(exchanges.started_as(0));
  EXPECT_EQ(exchanges.capacity(), 2u);
}

}  // namespace
}  // namespace loadtest
