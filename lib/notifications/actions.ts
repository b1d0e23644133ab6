"use server";

import { action } from "#lib/boundary.ts";
import { endpointInput, subscriptionInput } from "./rules.ts";
import { keepSubscription, subscribe, testPush, unsubscribe } from "./server.ts";

export const subscribeAction = action(subscriptionInput, subscribe);
export const keepSubscriptionAction = action(subscriptionInput, keepSubscription);
export const unsubscribeAction = action(endpointInput, unsubscribe);
export const testPushAction = action(endpointInput, testPush);
