// A managed identity for Stapje: for a bot that is one (bot.bicep with appType=UserAssignedMSI), or
// for an application that trusts one (docs/INSTALL.md, "Its credential").
//   az deployment group create --resource-group RG --template-file identity.bicep \
//     --query properties.outputs

param name string = 'stapje'
param location string = resourceGroup().location

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
}

@description('For the machine or container that runs Stapje, and for bot.bicep.')
output resourceId string = identity.id

@description('`app_id` of a bot that is this identity; else `federated_identity`.')
output clientId string = identity.properties.clientId

@description('The subject of a federated credential.')
output principalId string = identity.properties.principalId
