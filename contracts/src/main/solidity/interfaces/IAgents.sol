// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title Who may sign orders for an account, and how an account takes a signature back.
/// @notice What an account takes back at a time t binds only fills at or after t + NOTICE: a trade that was matched in
/// good faith before settles, and nobody can make a batch fail.
interface IAgents {
    /// @notice This address cannot be an agent of this account.
    error InvalidAgent(address account, address agent);
    /// @notice The account has revoked this agent, for good: else old orders of its key would live again.
    error AgentRevoked(address account, address agent);
    /// @notice An approval ends no sooner than the one before it; `revokeAgent` takes it back.
    error ExpiryLowered(uint64 expiry, uint64 current);
    /// @notice The caller may not cancel this order.
    error NotYours(address account, address signer);
    /// @notice The order is canceled already.
    error AlreadyCanceled(address account, address signer, uint64 nonce);

    /// @notice `agent` may sign orders of `account` for fills up to `expiry` (ms), and never again after it when revoked.
    event AgentChanged(
        uint64 indexed seq, address indexed account, address indexed agent, uint64 expiry, bool revoked
    );
    /// @notice No fill of this order at or after `cancelAt` (seconds) binds `account`.
    event OrderCanceled(
        uint64 indexed seq, address indexed account, address indexed signer, uint64 nonce, uint40 cancelAt
    );

    /// @notice Lets `agent` sign the caller's orders, for fills up to `expiry` (ms).
    function registerAgent(address agent, uint64 expiry) external;

    /// @notice Registers the agent that `account` signed as
    /// `AgentApproval(address account,address agent,uint64 expiry,uint64 nonce)`; a contract wallet is asked by ERC-1271.
    /// @dev Anyone may send it; the nonce works once.
    function approveAgent(address account, address agent, uint64 expiry, uint64 nonce, bytes calldata signature)
        external;

    /// @notice Takes an approval back, for good: this agent never signs for the caller again.
    function revokeAgent(address agent) external;

    /// @notice Cancels the order that `signer` signed for `account` under `nonce`, all versions of it. For the account,
    /// and for an agent its own orders.
    function cancelOrder(address account, address signer, uint64 nonce) external;

    /// @notice Until when (ms) fills bind `account` that `agent` has signed for; 0: never approved.
    function agentOf(address account, address agent) external view returns (uint64 expiry, bool revoked);

    /// @notice Whether `account` has used `nonce` to approve an agent.
    function approvalUsed(address account, uint64 nonce) external view returns (bool);

    /// @notice What was filled of an order in all its versions, and from when (seconds) it is canceled (0: it is not).
    function filled(address account, address signer, uint64 nonce)
        external
        view
        returns (uint96 base, uint96 quote, uint40 cancelAt);
}
