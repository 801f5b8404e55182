import { z } from "zod";
import {
  channelCreatedSchema,
  channelCreateSchema,
  channelPageSchema,
  channelSchema,
  channelTestSchema,
  channelUpdateSchema,
  deliveryListQuery,
  deliveryPageSchema,
} from "../notifications.ts";
import { pageQuery } from "../page.ts";
import { byId, nothing, type Route } from "./route.ts";

/** Where news goes. */
export const channelRoutes = {
  listChannels: {
    method: "GET",
    path: "/channels",
    summary: "Where news goes",
    permission: "channels.edit",
    query: z.object(pageQuery),
    status: 200,
    answer: channelPageSchema,
  },
  createChannel: {
    method: "POST",
    path: "/channels",
    summary: "Add a channel; what it is signed with is shown this once",
    permission: "channels.edit",
    body: channelCreateSchema,
    status: 201,
    answer: channelCreatedSchema,
  },
  updateChannel: {
    method: "PATCH",
    path: "/channels/:id",
    summary: "Change a channel",
    permission: "channels.edit",
    params: byId,
    body: channelUpdateSchema,
    status: 200,
    answer: channelSchema,
  },
  deleteChannel: {
    method: "DELETE",
    path: "/channels/:id",
    summary: "Remove a channel and its history",
    permission: "channels.edit",
    params: byId,
    status: 204,
    answer: nothing,
  },
  testChannel: {
    method: "POST",
    path: "/channels/:id/test",
    summary: "Send a test through a channel and say what came of it",
    permission: "channels.edit",
    params: byId,
    status: 200,
    answer: channelTestSchema,
  },
  listDeliveries: {
    method: "GET",
    path: "/channels/:id/deliveries",
    summary: "What was sent through a channel, the newest first",
    permission: "channels.edit",
    params: byId,
    query: deliveryListQuery,
    status: 200,
    answer: deliveryPageSchema,
  },
} as const satisfies Record<string, Route>;
